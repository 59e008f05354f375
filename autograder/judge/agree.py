"""Whether two replies to the same request say the same, as far as a check could tell.

What right solutions differ in by style is passed over: a number may be a Python number or a tensor
without axes, a sequence a list or a tuple, a cleared gradient None or zeros, a layer may have any
name. Numbers may differ by rounding.
"""

from __future__ import annotations

import math
import re
from typing import Any

import torch
from torch import Tensor

from autograder.judge.expect import FLOAT32_TOLERANCE, tolerance_of
from autograder.judge.veil import class_names
from autograder.wire import Record

# Fields of a reply of kind "returned" that checks look at.
LOOKED_AT = ("value", "exhausted", "steps", "gradients", "after", "traces", "reseeded",
              "grad_enabled")  # fmt: skip
# What an exception's text says about one run alone: numbers, addresses, names in quotes.
_NUMBERS = r"0x[0-9a-f]+|[-+]?\d[\d.]*(?:e[-+]?\d+)?"
_PASSING = re.compile(rf"'[^']*'|\"[^\"]*\"|`[^`]*`|{_NUMBERS}")
# Of these two, the types and attributes in quotes are the cause; only own classes vary in them.
_OF_TYPES = frozenset({"AttributeError", "TypeError"})
_CLASS = re.compile(r"'(\w+)' object|(?:type object|:|of|and) '(\w+)'|(\w+) object\b")


def agree(one: Record, other: Record) -> bool:
    """Same kind of reply, and the same result, state afterwards, exception or end."""
    if one.kind != other.kind:
        return False
    match one.kind:
        case "returned":
            return all(same(one.get(name), other.get(name)) for name in LOOKED_AT)
        case "raised":
            return complaint(one.get("fault")) == complaint(other.get("fault"))
        case "ended":
            return bool(one.get("status") == other.get("status"))
    return True


def ask_the_same(one: Record, other: Record, *, with_seed: bool = True) -> bool:
    """Whether two requests put the same call, whatever is watched meanwhile."""
    aside = {"forbidden", "helpers"} if with_seed else {"forbidden", "helpers", "seed"}
    calls = [
        {key: value for key, value in each.fields.items() if key not in aside}
        for each in (one, other)
    ]
    return one.kind == other.kind and _same_fields(*calls)


def complaint(fault: Any) -> str:
    """An exception's type and text without what changes from run to run."""
    if not isinstance(fault, Record):
        return ""
    kind, said = str(fault.get("type")), str(fault.get("message"))
    tells_types = kind in _OF_TYPES and _names_known_classes(said)
    return f"{kind}: {re.sub(_NUMBERS, '#', said) if tells_types else _PASSING.sub('#', said)}"


def _names_known_classes(text: str) -> bool:
    """Whether all classes that a text names are Python's or torch's, and none is a student's."""
    named = {name for names in _CLASS.findall(text) for name in names if name}
    return named <= class_names()


def same(one: Any, other: Any) -> bool:
    """Whether two parts of replies are the same but for style and rounding."""
    one, other = _plain(one), _plain(other)
    if (number := number_in(one)) is not None:
        return _same_number(number, number_in(other))
    if isinstance(one, Tensor):
        return isinstance(other, Tensor) and _same_tensor(one, other)
    if isinstance(one, list | tuple):
        return _is_sequence(other, len(one)) and all(map(same, one, other))
    if isinstance(one, dict):
        return isinstance(other, dict) and _same_fields(one, other)
    if isinstance(one, Record):
        return isinstance(other, Record) and _same_record(one, other)
    return type(one) is type(other) and bool(one == other)


def _is_sequence(value: Any, count: int) -> bool:
    return isinstance(value, list | tuple) and len(value) == count


def _same_fields(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)


def _same_record(one: Record, other: Record) -> bool:
    if one.kind != other.kind:
        return False
    return _same_fields(essence(one), essence(other))


def essence(record: Record) -> dict[str, Any]:
    """The fields that count, in a form without style."""
    fields = dict(record.fields)
    if record.kind == "state":
        grad = fields.get("grad")
        fields["grad"] = None if isinstance(grad, Tensor) and not bool(grad.any()) else grad
    if record.kind == "module":
        parameters, frozen = fields.get("parameters"), fields.get("frozen")
        fields["parameters"] = list(parameters.values()) if isinstance(parameters, dict) else None
        fields["frozen"] = len(frozen) if isinstance(frozen, list) else None
        fields.pop("type", None)
    return fields


def _plain(value: Any) -> Any:
    """What a tensor or an array without axes holds; any other value as it is."""
    inner = value.get("data") if isinstance(value, Record) and value.kind == "ndarray" else value
    if isinstance(inner, Tensor) and inner.ndim == 0 and not inner.is_complex():
        return inner.item()
    return value


def number_in(value: Any) -> float | None:
    """A plain number, or what a tensor or an array without axes holds; a truth value is none."""
    value = _plain(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None


def _same_number(one: float, other: float | None) -> bool:
    if other is None:
        return False
    if not (math.isfinite(one) and math.isfinite(other)):
        return one == other or (math.isnan(one) and math.isnan(other))
    return abs(one - other) <= FLOAT32_TOLERANCE * max(abs(one), abs(other))


def _same_tensor(one: Tensor, other: Tensor) -> bool:
    """Shape, dtype, the places of nan and inf, and values within rounding of the largest one."""
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if torch.equal(one, other):
        return True
    if not one.is_floating_point():
        return False
    finite = one.isfinite()
    if not torch.equal(finite, other.isfinite()):
        return False
    if not bool(finite.all()):
        odd = ~finite
        if not torch.equal(one[odd].nan_to_num(0.0), other[odd].nan_to_num(0.0)):
            return False
        one, other = one[finite], other[finite]
    a, b = one.double(), other.double()
    if not a.numel():
        return True
    scale = max(float(a.abs().max()), float(b.abs().max()))
    return float((a - b).abs().max()) <= tolerance_of(one.dtype) * scale
