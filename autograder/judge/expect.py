"""Compare what came with what was expected: shape, then dtype, then finiteness, then values.

An answer is never broadcast against the expected one, and every comparison is written so that NaN
fails. Expected values are computed in float64 by the checks; a message says by how much an answer
is off, or how many times the right one it is, but never both: together they tell the right one.
Single values are shown only as an `example`, which the report of another's grading leaves out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch

from autograder.messages import _, n_
from autograder.wire import Record

# Relative to the largest expected entry. A right implementation is off by rounding only: k float32
# operations in a row change a result by at most k·2⁻²⁴ of the sum of the magnitudes involved
# (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1), whatever their order. 1e-4
# is that certain bound for k = 1677 operations, twice the longest sum in the course (784 pixels);
# the weakest mistake known (see mistakes.py of each assignment) is off by more than 1e-3.
FLOAT32_TOLERANCE = 1e-4
# The same bound for 784 float64 operations is 9e-14; an intermediate result in float32, which is
# what this has to notice, is off by more than 1e-9.
FLOAT64_TOLERANCE = 1e-11


class Wrong(Exception):  # noqa: N818  a wrong answer is a result, not an error
    """The answer is wrong: what came, what was expected, what to try."""

    def __init__(self, came: str, expected: str, hint: str = "", example: str = "") -> None:
        super().__init__(came)
        self.came, self.expected, self.hint, self.example = came, expected, hint, example


# Is told of every comparison how large the error was, as a share of what the tolerance allows;
# `benchmarks/fairness.py` listens. Nobody does when work is graded.
on_comparison: Callable[[float], None] | None = None


def is_within(off: float, allowed: float) -> bool:
    """Whether an error is one that rounding (or chance, as derived) may make; not if it is NaN."""
    if on_comparison is not None:
        on_comparison(off / allowed if allowed else 0.0 if off == 0 else math.inf)
    return off <= allowed


def expect(condition: bool, came: str, expected: str, hint: str = "") -> None:
    if not condition:
        raise Wrong(came, expected, hint)


def shown(value: Any) -> str:
    """A value as a message shows it: kind, shape and dtype, never a whole tensor."""
    if value is None:
        return _("None (is there a `return`?)")
    if isinstance(value, torch.Tensor):
        return _("a tensor of shape {shape}, {dtype}").format(
            shape=tuple(value.shape), dtype=_dtype(value.dtype)
        )
    if isinstance(value, Record):
        return _shown_record(value)
    if isinstance(value, list | tuple):
        kind = _("a list") if isinstance(value, list) else _("a tuple")
        return n_("{kind} of {n} item", "{kind} of {n} items", len(value)).format(
            kind=kind, n=len(value)
        )
    if isinstance(value, str):
        return _("the text {text!r}").format(text=value[:60])
    if isinstance(value, dict | bytes):
        return _("a {type} of length {n}").format(type=type(value).__name__, n=len(value))
    return _("the {type} {value!r}").format(type=type(value).__name__, value=value)


def _shown_record(record: Record) -> str:
    if record.kind == "ndarray" and isinstance(data := record.get("data"), torch.Tensor):
        return _("a NumPy array of shape {shape}").format(shape=tuple(data.shape))
    kind = record.get("type")
    return _("an object of type {type}").format(
        type=(kind if isinstance(kind, str) else record.kind)[:80]
    )


def _dtype(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def expect_tensor(value: Any, what: str = "") -> torch.Tensor:
    """The value, which must be a torch tensor."""
    if isinstance(value, torch.Tensor):
        return value
    if isinstance(value, Record) and value.kind == "ndarray":
        hint = _("Stay in torch: a NumPy array does not remember how it was computed.")
    elif isinstance(value, Record) and value.get("type") in ("generator", "return_types.max"):
        hint = _("Which part of the object you return is the tensor?")
    else:
        hint = ""
    raise Wrong(_named(what, shown(value)), _("a torch tensor"), hint)


def _named(what: str, came: str) -> str:
    return f"{what}: {came}" if what else came


def expect_shape(value: Any, shape: tuple[int, ...], what: str = "", hint: str = "") -> None:
    tensor = expect_tensor(value, what)
    if tuple(tensor.shape) != tuple(shape):
        came = _named(what, _("a tensor of shape {shape}").format(shape=tuple(tensor.shape)))
        raise Wrong(came, _("shape {shape}").format(shape=tuple(shape)), hint)


def expect_dtype(value: Any, dtype: torch.dtype, what: str = "", hint: str = "") -> None:
    tensor = expect_tensor(value, what)
    if tensor.dtype != dtype:
        raise Wrong(
            _named(what, _("values of type {dtype}").format(dtype=_dtype(tensor.dtype))),
            _dtype(dtype),
            hint or _("Which dtype does the docstring name?"),
        )


def expect_finite(value: Any, what: str = "", hint: str = "") -> None:
    tensor = expect_tensor(value, what)
    bad = ~torch.isfinite(tensor)
    if bool(bad.any()):
        kinds = [
            name
            for name, found in (("nan", tensor.isnan()), ("inf", tensor.isinf()))
            if bool(found.any())
        ]
        came = _("{kinds} in {n} of {total} entries").format(
            kinds=_(" and ").join(kinds), n=int(bad.sum()), total=tensor.numel()
        )
        raise Wrong(_named(what, came), _("finite numbers everywhere"), hint)


def tolerance_of(dtype: torch.dtype) -> float:
    return FLOAT64_TOLERANCE if dtype == torch.float64 else FLOAT32_TOLERANCE


def expect_close(
    value: Any,
    expected: torch.Tensor,
    *,
    dtype: torch.dtype | None = torch.float32,
    tolerance: float | None = None,
    scale: float | None = None,
    what: str = "",
    hint: str = "",
) -> None:
    """The value is a tensor of exactly `expected`'s shape, of `dtype`, finite, and close to it.

    Close means |value - expected| <= tolerance · scale in every entry, where scale is the largest
    |expected| unless given. `dtype=None` accepts any. `expected` is float64.
    """
    expect_shape(value, tuple(expected.shape), what)
    if dtype is not None:
        expect_dtype(value, dtype, what)
    elif value.is_complex():  # its real part alone would be compared
        raise Wrong(_named(what, shown(value)), _("real numbers"), hint)
    expect_finite(value, what, hint)
    if not value.numel():
        return
    expected = expected.to(torch.float64)
    tolerance = tolerance_of(value.dtype) if tolerance is None else tolerance
    allowed = tolerance * (float(expected.abs().max()) if scale is None else scale)
    off = (value.to(torch.float64) - expected).abs()
    if not is_within(float(off.max()), allowed):
        wrong = ~(off <= allowed)
        raise _values_off(value.to(torch.float64), expected, off, wrong, what, hint)


def _values_off(
    value: torch.Tensor,
    expected: torch.Tensor,
    off: torch.Tensor,
    wrong: torch.Tensor,
    what: str,
    hint: str,
) -> Wrong:
    ratio = common_ratio(value, expected)
    if ratio is not None:
        came = _("every entry is {ratio:.4g} times what it should be").format(ratio=ratio)
    elif value.ndim == 0:
        came = _("a value that is off by {off:.3g}").format(off=float(off))
    else:
        came = n_(
            "{n} of {total} entry off, by up to {off:.3g}",
            "{n} of {total} entries off, by up to {off:.3g}",
            value.numel(),
        ).format(n=int(wrong.sum()), total=value.numel(), off=float(off.max()))
    place = tuple(int(i) for i in torch.unravel_index(off.argmax(), off.shape))
    number, right = told_apart(float(value[place]), float(expected[place]))
    example = _("For example entry {place} is {came}, expected {expected}.").format(
        place=list(place), came=number, expected=right
    )
    wanted = _("the values that the docstring asks for")
    return Wrong(_named(what, came), wanted, hint, example)


_SHOWN_AS_ONE = 1e-3  # a factor as near to 1 says nothing when it is rounded


def common_ratio(value: torch.Tensor, expected: torch.Tensor) -> float | None:
    """The factor between them when it is one and the same, and not 1, in every entry."""
    large = expected.abs() > 1e-3 * expected.abs().max()
    if int(large.sum()) < 2:
        return None
    ratios = value[large] / expected[large]
    middle = float(ratios.median())
    same = bool(((ratios - middle).abs() <= 1e-3 * abs(middle)).all())
    return middle if same and abs(middle - 1) > _SHOWN_AS_ONE and middle != 0 else None


def expect_number(
    value: Any, expected: float | None = None, *, tolerance: float = 1e-4, what: str = "",
    hint: str = "",
) -> float:  # fmt: skip
    """The value as a Python float; a number, or a tensor of one element without axes.

    It is finite. With `expected`, also |value - expected| <= tolerance · max(|expected|, 1e-12).
    """
    if isinstance(value, torch.Tensor) and value.ndim == 0 and not value.is_complex():
        value = value.item()
    if isinstance(value, Record) and value.kind == "ndarray":
        data = value.get("data")
        if isinstance(data, torch.Tensor) and data.ndim == 0 and not data.is_complex():
            value = data.item()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong(_named(what, shown(value)), _("a number"), hint)
    number = float(value)
    if not math.isfinite(number):  # NaN would pass a check that asks `if number < bound`
        raise Wrong(_named(what, str(number)), _("a finite number"), hint)
    if expected is None:
        return number
    if not is_within(abs(number - expected), tolerance * max(abs(expected), 1e-12)):
        came = how_far_off(number, expected)
        shown_number, right = told_apart(number, expected)
        example = _("It is {came}, expected {expected}.").format(came=shown_number, expected=right)
        wanted = _("the number that the docstring asks for")
        raise Wrong(_named(what, came), wanted, hint, example)
    return number


def how_far_off(number: float, expected: float) -> str:
    """A wrong number beside the right one: how many times as large, or else off by how much."""
    ratio = number / expected if expected else 0.0
    if 1e-6 < abs(ratio) < 1e6 and abs(ratio - 1) > _SHOWN_AS_ONE:
        return _("{ratio:.4g} times what it should be").format(ratio=ratio)
    return _("a number that is off by {off:.3g}").format(off=abs(number - expected))


def told_apart(number: float, expected: float) -> tuple[str, str]:
    """Both with six digits, or with as many as it takes to see that they are not the same."""
    digits = 6
    while f"{number:.{digits}g}" == f"{expected:.{digits}g}" and digits < 17:
        digits += 1
    return f"{number:.{digits}g}", f"{expected:.{digits}g}"


def expect_items(
    value: Any, count: int, what: str = "", hint: str = "", wanted: str = ""
) -> list[Any]:
    """The items of a list or tuple (or the rows of a tensor) of exactly `count`."""
    rows = value
    if isinstance(value, Record) and isinstance(data := value.get("data"), torch.Tensor):
        rows = data
    has_items = isinstance(rows, list | tuple) or (isinstance(rows, torch.Tensor) and rows.ndim > 0)
    if not has_items or len(rows) != count:  # asked first: an answer may have millions of rows
        wanted = wanted or n_("{n} item", "{n} items", count).format(n=count)
        raise Wrong(_named(what, shown(value)), wanted, hint)
    return list(rows)
