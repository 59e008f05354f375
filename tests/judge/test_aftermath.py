"""What a call left behind is read with distrust, and what it should not have touched is noticed."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from autograder.judge import given
from autograder.judge.aftermath import (
    expect_gradient,
    expect_no_seed,
    expect_torch_as_before,
    expect_unchanged,
)
from autograder.judge.expect import Wrong
from autograder.judge.student import Call
from autograder.wire import ProtocolError, Record

X = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
JUNK: dict[str, Any] = {
    "None": None,
    "text": "passed",
    "number": 3.0,
    "list": [],
    "dict": {"data": X},
    "opaque": Record("opaque", {"type": "Tensor"}),
    "ndarray": Record("ndarray", {"data": X}),
    "complex": X.to(torch.complex64),
    "0-d": torch.tensor(1.0),
    "empty": X[:0],
    "integers": X.long(),
    "double": X.double(),
    "transposed": X.T,
    "one NaN": torch.where(X == 2, math.nan, X),
    "other values": X + 1,
}
junk = pytest.mark.parametrize("value", JUNK.values(), ids=JUNK)


def a_call(**fields: Any) -> tuple[Call, given.Given]:
    argument = given.leaf(X)
    reply = {"value": None, "exhausted": True, "has_graph": True, "reseeded": False, "steps": [],
             "grad_enabled": True, "gradients": {}, "after": {}, "traces": {}} | fields  # fmt: skip
    return Call(Record("returned", reply), {id(argument): "0"}, [argument]), argument


def test_an_argument_left_alone() -> None:
    call, argument = a_call(after={"0": Record("state", {"value": X.clone()})})
    expect_unchanged(call, argument, "X")


@junk
def test_an_argument_that_became_junk_was_changed(value: Any) -> None:
    call, argument = a_call(after={"0": Record("state", {"value": value})})
    with pytest.raises(Wrong, match="X was changed"):
        expect_unchanged(call, argument, "X")


def test_the_right_gradient() -> None:
    call, argument = a_call(gradients={"0": X})
    expect_gradient(call, argument, X.double())


@junk
def test_junk_is_no_gradient(value: Any) -> None:
    call, argument = a_call(gradients={"0": value})
    with pytest.raises(Wrong, match="the gradient"):
        expect_gradient(call, argument, X.double())


@pytest.mark.parametrize(
    ("gradient", "asks_for_the_way_back"), [(X * 0, True), (X * 2, False)], ids=["zero", "wrong"]
)
def test_a_wrong_gradient_is_not_taken_for_a_lost_one(
    gradient: torch.Tensor, asks_for_the_way_back: bool
) -> None:
    call, argument = a_call(gradients={"0": gradient})
    with pytest.raises(Wrong) as wrong:
        expect_gradient(call, argument, X.double(), hint="The hint of the check?")
    assert ("lead back" in wrong.value.hint) is asks_for_the_way_back
    assert ("The hint of the check?" in wrong.value.hint) is not asks_for_the_way_back


@junk
def test_junk_in_place_of_all_gradients_is_none(value: Any) -> None:
    call, argument = a_call(gradients=value)
    with pytest.raises(Wrong, match="cut off"):
        expect_gradient(call, argument, X.double())


@junk
def test_junk_in_place_of_all_states_is_a_protocol_error(value: Any) -> None:
    call, argument = a_call(after=value)
    with pytest.raises(ProtocolError):
        call.after(argument)


def test_a_seed_set_is_wrong() -> None:
    expect_no_seed(a_call()[0])
    with pytest.raises(Wrong, match="seeded"):
        expect_no_seed(a_call(reseeded=True)[0])


def test_autograd_switched_off_is_wrong() -> None:
    expect_torch_as_before(a_call()[0])
    with pytest.raises(Wrong, match="switched off"):
        expect_torch_as_before(a_call(grad_enabled=False)[0])
