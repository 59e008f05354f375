"""Right answers pass; wrong ones, and whatever is no answer at all, are wrong and nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

from autograder.judge.expect import (
    FLOAT32_TOLERANCE,
    Wrong,
    common_ratio,
    expect,
    expect_close,
    expect_dtype,
    expect_finite,
    expect_items,
    expect_number,
    expect_shape,
    expect_tensor,
    how_far_off,
    shown,
    told_apart,
    tolerance_of,
)
from autograder.wire import Record

X = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
NAN, INF = math.nan, math.inf

JUNK: dict[str, Any] = {
    "None": None,
    "True": True,
    "text": "passed",
    "bytes": b"passed",
    "NaN": NAN,
    "inf": INF,
    "number": 3.0,
    "largest int": 2**63 - 1,
    "list": [],
    "list of None": [None, None],
    "nested": [[[[[]]]]],
    "dict": {"data": X},
    "opaque": Record("opaque", {"type": "Tensor"}),
    "opaque without type": Record("opaque"),
    "opaque of strange type": Record("opaque", {"type": torch.ones(3)}),
    "ndarray": Record("ndarray", {"data": X}),
    "ndarray without data": Record("ndarray"),
    "ndarray of text": Record("ndarray", {"data": "x"}),
    "record named passed": Record("passed", {"type": Record("x")}),
    "complex": X.to(torch.complex64),
    "0-d": torch.tensor(1.0),
    "0-d complex": torch.tensor(1j),
    "0-d bool": torch.tensor(True),
    "0-d NaN": torch.tensor(NAN),
    "empty": torch.empty(0),
    "empty and wide": torch.empty(2**24, 0),
    "integers": X.long(),
    "bool": X > 3,
    "half": X.half(),
    "bfloat16": X.bfloat16(),
    "double": X.double(),
    "row": X[:1],
    "one": torch.ones(1, 1),
    "transposed": X.T,
    "one axis more": X[None],
    "all NaN": X * NAN,
    "one NaN": torch.where(X == 2, NAN, X),
    "one inf": torch.where(X == 2, INF, X),
    "sixteen axes": torch.ones((1,) * 16),
}


def junk_of(*names: str) -> Any:
    """Every junk value but the named ones, which are right for the case at hand."""
    left = {name: value for name, value in JUNK.items() if name not in names}
    return pytest.mark.parametrize("value", left.values(), ids=left)


# ---------------------------------------------------------------- values
@pytest.mark.parametrize("value", [X, X + 1e-5, X * (1 + 1e-6), X.T.contiguous().T], ids=str)
def test_close_values_pass(value: torch.Tensor) -> None:
    expect_close(value, X.double())


@junk_of()
def test_junk_is_not_close(value: Any) -> None:
    with pytest.raises(Wrong) as wrong:
        expect_close(value, X.double(), what="P", hint="hint")
    assert wrong.value.came.startswith("P: ")
    assert wrong.value.expected


@junk_of("double", "half", "bfloat16", "integers")
def test_junk_is_not_close_whatever_the_type(value: Any) -> None:
    with pytest.raises(Wrong):
        expect_close(value, X.double(), dtype=None)


def test_values_that_are_off_are_described_without_giving_them_away() -> None:
    value = X.clone()
    value[1, 2] = 6.5
    with pytest.raises(Wrong) as wrong:
        expect_close(value, X.double())
    assert wrong.value.came == "1 of 6 entries off, by up to 0.5"
    assert wrong.value.example == "For example entry [1, 2] is 6.5, expected 6."


@pytest.mark.parametrize("factor", [2.0, 0.5, -1.0, 10.0])
def test_a_common_factor_is_named(factor: float) -> None:
    with pytest.raises(Wrong, match=f"every entry is {factor:.4g} times what it should be"):
        expect_close(X * factor, X.double())


def test_a_single_value_that_is_off() -> None:
    with pytest.raises(Wrong) as wrong:
        expect_close(torch.tensor(1.5), torch.tensor(1.0, dtype=torch.float64))
    assert wrong.value.came == "a value that is off by 0.5"
    assert "entry [] is 1.5" in wrong.value.example


def test_tolerances_are_relative_to_the_largest_expected_entry() -> None:
    expected = torch.tensor([1000.0, 0.0], dtype=torch.float64)
    expect_close(torch.tensor([1000.0, 0.09]), expected)
    with pytest.raises(Wrong):
        expect_close(torch.tensor([1000.0, 0.11]), expected)
    with pytest.raises(Wrong):
        expect_close(torch.tensor([1000.0, 0.09]), expected, scale=1.0)
    with pytest.raises(Wrong):
        expect_close(torch.tensor([1000.0, 0.09]), expected, tolerance=0.0)
    expect_close(torch.zeros(2), torch.zeros(2, dtype=torch.float64))
    expect_close(torch.zeros(0, 3), torch.zeros(0, 3, dtype=torch.float64))
    assert tolerance_of(torch.float64) < tolerance_of(torch.float32) == FLOAT32_TOLERANCE


def test_double_precision_is_asked_of_doubles() -> None:
    expect_close(X.double(), X.double(), dtype=torch.float64)
    with pytest.raises(Wrong):
        expect_close(X.double() * (1 + 1e-8), X.double(), dtype=torch.float64)


# ---------------------------------------------------------------- shape, dtype, finiteness
@junk_of("0-d bool", "0-d NaN", "0-d", "0-d complex")
def test_junk_has_not_the_shape_of_a_number(value: Any) -> None:
    with pytest.raises(Wrong):
        expect_shape(value, ())


def test_shapes() -> None:
    expect_shape(X, (2, 3))
    with pytest.raises(Wrong) as wrong:
        expect_shape(X, (3, 2), "P")
    assert (wrong.value.came, wrong.value.expected) == (
        "P: a tensor of shape (2, 3)",
        "shape (3, 2)",
    )


@junk_of("integers")
def test_junk_has_not_the_type_int64(value: Any) -> None:
    with pytest.raises(Wrong):
        expect_dtype(value, torch.int64)


@pytest.mark.parametrize(
    "value", [X, X.long(), X > 3, X.to(torch.complex64), X.half(), torch.empty(0)], ids=str
)
def test_finite_tensors_of_any_type_are_finite(value: torch.Tensor) -> None:
    expect_finite(value)


@pytest.mark.parametrize(
    ("bad", "said"),
    [([1, NAN], "nan in 1 of 2"), ([INF, -INF], "inf in 2 of 2"), ([NAN, INF], "nan and inf in 2 of 2"),
     ([complex(NAN, 0), 1], "nan in 1 of 2")],
)  # fmt: skip
def test_entries_that_are_not_finite_are_counted(bad: list[Any], said: str) -> None:
    with pytest.raises(Wrong, match=said):
        expect_finite(torch.tensor(bad))


@pytest.mark.parametrize("name", [n for n, v in JUNK.items() if not isinstance(v, torch.Tensor)])
def test_what_is_no_tensor_is_named(name: str) -> None:
    with pytest.raises(Wrong) as wrong:
        expect_tensor(JUNK[name])
    assert wrong.value.expected == "a torch tensor"


def test_hints_where_no_tensor_came() -> None:
    with pytest.raises(Wrong) as wrong:
        expect_tensor(JUNK["ndarray"])
    assert "NumPy" in wrong.value.hint
    with pytest.raises(Wrong) as wrong:
        expect_tensor(None)
    assert "return" in wrong.value.came


# ---------------------------------------------------------------- numbers
@pytest.mark.parametrize("value", [3, 3.0, torch.tensor(3), torch.tensor(3.0), torch.tensor(3.0).bfloat16(), Record("ndarray", {"data": torch.tensor(3.0)})])  # fmt: skip
def test_numbers_of_every_kind(value: Any) -> None:
    assert expect_number(value) == 3
    assert expect_number(value, 3.0) == 3


@junk_of("number", "largest int", "0-d")
@pytest.mark.parametrize("expected", [None, 3.0, 0.0])
def test_junk_is_no_number(value: Any, expected: float | None) -> None:
    with pytest.raises(Wrong):
        expect_number(value, expected, what="the loss")


@pytest.mark.parametrize("value", [2.9, 3.1, -3.0, 0.0, 2**63 - 1, NAN, INF])
def test_a_number_that_is_off(value: float) -> None:
    with pytest.raises(Wrong):
        expect_number(value, 3.0)
    with pytest.raises(Wrong):
        expect_number(value or 1, 0.0)


def test_a_number_s_message_names_the_ratio_and_hides_the_value() -> None:
    with pytest.raises(Wrong) as wrong:
        expect_number(6.1234, 3.0617)
    assert wrong.value.came == "2 times what it should be"
    assert wrong.value.example == "It is 6.1234, expected 3.0617."


# ---------------------------------------------------------------- items
@pytest.mark.parametrize(
    "value", [[1, 2], (1, 2), torch.ones(2, 3), Record("ndarray", {"data": torch.ones(2)})]
)
def test_two_items(value: Any) -> None:
    assert len(expect_items(value, 2)) == 2


@junk_of()
def test_junk_has_not_seven_items(value: Any) -> None:
    with pytest.raises(Wrong):
        expect_items(value, 7, "the batches")


@pytest.mark.parametrize(
    ("number", "expected", "shown"),
    [
        (1.5, 2.0, ("1.5", "2")),
        (1.5456, 1.54558, ("1.5456", "1.54558")),
        (323502.4, 323502.1, ("323502.4", "323502.1")),
        (1.0, 1.0, ("1", "1")),
    ],
)
def test_numbers_beside_each_other_look_different(
    number: float, expected: float, shown: tuple[str, str]
) -> None:
    assert told_apart(number, expected) == shown


def test_a_factor_that_would_be_shown_as_1_is_not_told() -> None:
    assert "times" not in how_far_off(1.0005, 1.0)
    assert how_far_off(1.01, 1.0) == "1.01 times what it should be"


def test_rows_are_counted_before_they_are_taken_apart() -> None:
    with pytest.raises(Wrong):
        expect_items(torch.empty(2**26, 0), 2)


# ---------------------------------------------------------------- words
@junk_of()
def test_every_value_is_shown_in_few_words(value: Any) -> None:
    assert 0 < len(shown(value)) < 200


@pytest.mark.parametrize("make", [lambda: "x" * 2**20, lambda: bytes(2**20), lambda: [0] * 10**5, lambda: {str(n): n for n in range(10**5)}, lambda: Record("x" * 2**20), lambda: Record("o", {"type": "x" * 2**20})])  # fmt: skip
def test_large_values_are_shown_in_few_words(make: Callable[[], Any]) -> None:
    assert len(shown(make())) < 200


def test_expect_says_what_came_and_what_was_expected() -> None:
    expect(True, "", "")
    with pytest.raises(Wrong) as wrong:
        expect(False, "came", "expected", "hint")
    assert (wrong.value.came, wrong.value.expected, wrong.value.hint) == (
        "came",
        "expected",
        "hint",
    )


def test_common_ratio() -> None:
    expected = torch.tensor([1.0, -2.0, 4.0, 0.0], dtype=torch.float64)
    assert common_ratio(expected * 3, expected) == 3
    assert common_ratio(expected, expected) is None, "1 is no mistake"
    assert common_ratio(expected * 0, expected) is None
    assert common_ratio(expected + 1, expected) is None
    assert common_ratio(expected * torch.tensor([3, 3, 3.1, 3]), expected) is None
    assert common_ratio(expected * 3, expected * 0) is None
    assert common_ratio(expected[:1] * 3, expected[:1]) is None, (
        "one entry has a ratio, not a common one"
    )
