"""Replies agree when no check could tell them apart: style is passed over, mistakes are not."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from autograder.judge.agree import agree, complaint
from autograder.wire import Record

NAN, INF = float("nan"), float("inf")
X = torch.tensor([[1.0, -2.0], [3.0, 4.0]])


def returned(value: Any, **fields: Any) -> Record:
    rest = {"exhausted": True, "steps": [], "gradients": None, "after": {}, "traces": {},
            "reseeded": False, "grad_enabled": True}  # fmt: skip
    return Record("returned", {"value": value} | rest | fields)


def raised(kind: str, message: str) -> Record:
    return Record("raised", {"fault": Record("fault", {"type": kind, "message": message})})


def state(grad: torch.Tensor | None) -> Record:
    fields = {"value": X, "grad": grad, "is_leaf": True, "requires_grad": True}
    return Record("state", fields)


def module(name: str) -> Record:
    fields = {"type": name, "is_sequential": True, "parts": ["Linear"], "frozen": [],
              "parameters": {f"{name}.weight": X}, "training": True}  # fmt: skip
    return Record("module", fields)


SAME = {
    "itself": (X, X.clone()),
    "rounding": (X, X + 1e-6),
    "nan and infinities in the same places": (
        torch.tensor([NAN, INF, 1.0]), torch.tensor([NAN, INF, 1.0 + 1e-7])),
    "a number and a tensor without axes": (3, torch.tensor(3.0)),
    "a number and an array without axes": (3.0, Record("ndarray", {"data": torch.tensor(3)})),
    "a list and a tuple": ([X, 1], (X, 1)),
    "nan": (NAN, torch.tensor(NAN)),
    "a truth value and one in a tensor": (True, torch.tensor(True)),
    "layers by other names": (module("a"), module("b")),
    "none": (None, None),
    "nothing in it": (torch.ones(0, 3), torch.ones(0, 3)),
}  # fmt: skip
DIFFERENT = {
    "a value": (X, X + 1e-3),
    "a shape": (X, X[:1]),
    "an axis more": (X, X[None]),
    "a dtype": (X, X.double()),
    "rounding of float32 in float64": (X.double(), X.double() + 1e-8),
    "nan elsewhere": (torch.tensor([NAN, 1.0]), torch.tensor([1.0, NAN])),
    "the other infinity": (torch.tensor([INF]), torch.tensor([-INF])),
    "nan for an infinity": (torch.tensor([NAN]), torch.tensor([INF])),
    "an item more": ([X], [X, X]),
    "an array for a tensor": (Record("ndarray", {"data": X}), X),
    "a text": ("shirt", "coat"),
    "a number for none": (0, None),
    "a truth value for a number": (False, 0),
    "a truth value in a tensor for a number": (torch.tensor(True), 1.0),
    "a number for a truth value in a tensor": (1, torch.tensor(True)),
    "other objects": (Record("opaque", {"type": "generator"}), Record("opaque", {"type": "map"})),
    "an integer": (torch.tensor([1, 2]), torch.tensor([1, 3])),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_what_says_the_same_agrees(one: Any, other: Any) -> None:
    assert agree(returned(one), returned(other))
    assert agree(returned(other), returned(one))


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_says_something_else_does_not(one: Any, other: Any) -> None:
    assert not agree(returned(one), returned(other))
    assert not agree(returned(other), returned(one))


@pytest.mark.parametrize("field", ["gradients", "after", "traces"])
def test_what_a_call_leaves_behind_counts(field: str) -> None:
    assert agree(returned(1, **{field: {"0": X}}), returned(1, **{field: {"0": X.clone()}}))
    assert not agree(returned(1, **{field: {"0": X}}), returned(1, **{field: {"0": 2 * X}}))


def test_a_gradient_is_cleared_by_none_and_by_zeros() -> None:
    def after(grad: torch.Tensor | None) -> Record:
        return returned(None, after={"0": state(grad)})

    assert agree(after(None), after(torch.zeros(2, 2)))
    assert not agree(after(None), after(X))


def test_exceptions_agree_without_what_changes_from_run_to_run() -> None:
    first = raised("RuntimeError", "The size of tensor a (4) must match b (5) at 0x7f01")
    again = raised("RuntimeError", "The size of tensor a (3) must match b (6) at 0x55ab")
    assert agree(first, again)
    assert (
        complaint(first["fault"]) == "RuntimeError: The size of tensor a (#) must match b (#) at #"
    )
    assert agree(
        raised("NameError", "name 'lr' is not defined"),
        raised("NameError", "name 'W' is not defined"),
    )
    own = "'Net' object has no attribute '{}'"
    assert agree(
        raised("AttributeError", own.format("size")), raised("AttributeError", own.format("count"))
    )
    assert not agree(first, raised("TypeError", "The size of tensor a (4) must match b (5)"))
    assert not agree(first, returned(X))


CAUSES = {
    "AttributeError": [
        "'NoneType' object has no attribute 'zero_'",
        "'Tensor' object has no attribute 'zero_grad'",
        "'Tensor' object has no attribute 'zero'",
        "'Net' object has no attribute 'zero'",
        "type object 'Tensor' has no attribute 'zero'",
    ],
    "TypeError": [
        "unsupported operand type(s) for +: 'float' and 'builtin_function_or_method'",
        "unsupported operand type(s) for +: 'float' and 'torch.Size'",
        "unsupported operand type(s) for -: 'Tensor' and 'NoneType'",
        "unsupported operand type(s) for -: 'Tensor' and 'Net'",
        "'function' object is not iterable",
        "'<' not supported between instances of 'str' and 'int'",
        "'<' not supported between instances of 'list' and 'int'",
        "cannot unpack non-iterable int object",
        "cannot unpack non-iterable float object",
    ],
}


@pytest.mark.parametrize("kind", CAUSES)
def test_types_and_attributes_are_causes(kind: str) -> None:
    for one in CAUSES[kind]:
        for other in CAUSES[kind]:
            assert agree(raised(kind, one), raised(kind, other)) == (one == other)


def test_ends_agree_by_their_status() -> None:
    ended = [Record("ended", {"status": status}) for status in ("timeout", "crashed")]
    assert agree(ended[0], ended[0])
    assert not agree(*ended)


def test_what_a_submission_forges_is_compared_without_harm() -> None:
    odd = [{"0": {}}, [[[]]], Record("fault", {}), Record("state", {}), Record("module", {}), b"x",
           Record("ndarray", {}), torch.tensor(1j), torch.tensor([1j]), 2**62, ""]  # fmt: skip
    for one in odd:
        for other in odd:
            assert agree(returned(one), returned(other)) == (one is other)
    assert agree(Record("raised", {"fault": 3}), Record("raised", {"fault": None}))
