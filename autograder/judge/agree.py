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
from autograder.wire import Record

# Fields of a reply of kind "returned" that checks look at.
_LOOKED_AT = ("value", "exhausted", "steps", "gradients", "after", "traces", "reseeded",
              "grad_enabled")  # fmt: skip
# What an exception's text says about one run alone: numbers, addresses, names in quotes.
_PASSING = re.compile(r"0x[0-9a-f]+|'[^']*'|\"[^\"]*\"|`[^`]*`|[-+]?\d[\d.]*(?:e[-+]?\d+)?")


def agree(one: Record, other: Record) -> bool:
    """Same kind of reply, and the same result, state afterwards, exception or end."""
    if one.kind != other.kind:
        return False
    match one.kind:
        case "returned":
            return all(_same(one.get(name), other.get(name)) for name in _LOOKED_AT)
        case "raised":
            return complaint(one.get("fault")) == complaint(other.get("fault"))
        case "ended":
            return bool(one.get("status") == other.get("status"))
    return True


def form(value: Any) -> Any:
    """What is left of a reply where luck decides about its numbers: kinds, counts, shapes."""
    if isinstance(value, Record):
        if value.kind == "raised":
            return complaint(value.get("fault"))
        return value.kind, form(value.fields)
    if isinstance(value, Tensor):
        return tuple(value.shape), str(value.dtype)
    if isinstance(value, list | tuple):
        return tuple(map(form, value))
    if isinstance(value, dict):
        return tuple((key, form(value[key])) for key in sorted(value))
    return type(value).__name__


def complaint(fault: Any) -> str:
    """An exception's type and text without what changes from run to run."""
    if not isinstance(fault, Record):
        return ""
    return f"{fault.get('type')}: {_PASSING.sub('#', str(fault.get('message')))}"


def _same(one: Any, other: Any) -> bool:
    if (number := _number(one)) is not None:
        return _same_number(number, _number(other))
    if isinstance(one, Tensor):
        return isinstance(other, Tensor) and _same_tensor(one, other)
    if isinstance(one, list | tuple):
        return _is_sequence(other, len(one)) and all(map(_same, one, other))
    if isinstance(one, dict):
        return isinstance(other, dict) and _same_fields(one, other)
    if isinstance(one, Record):
        return isinstance(other, Record) and _same_record(one, other)
    return type(one) is type(other) and bool(one == other)


def _is_sequence(value: Any, count: int) -> bool:
    return isinstance(value, list | tuple) and len(value) == count


def _same_fields(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)


def _same_record(one: Record, other: Record) -> bool:
    if one.kind != other.kind:
        return False
    return _same_fields(_essence(one), _essence(other))


def _essence(record: Record) -> dict[str, Any]:
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


def _number(value: Any) -> float | None:
    """A plain number, or what a tensor or an array without axes holds."""
    if isinstance(value, Record) and value.kind == "ndarray":
        value = value.get("data")
    if isinstance(value, Tensor) and value.ndim == 0 and not value.is_complex():
        return float(value)
    return float(value) if isinstance(value, int | float) else None


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
