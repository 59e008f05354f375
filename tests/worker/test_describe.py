"""Every value gets a form that the wire carries, and none is taken at its word."""

from __future__ import annotations

import collections
import math
from typing import Any

import numpy as np
import pytest
import torch

from autograder import wire
from autograder.wire import Record
from autograder.worker.describe import (
    MAX_ITEMS,
    MAX_TEXT,
    TooLarge,
    describe,
    describe_module,
    state_of,
)


def sent(value: Any) -> Any:
    """As the judge gets it."""
    return wire.decode(wire.encode(describe(value)))


@pytest.mark.parametrize("value", [None, True, False, 0, -(2**63), 2**63 - 1, 1.5, "text", [], (), {}, [1, (2, [3.0])], {"a": [None]}])  # fmt: skip
def test_plain_values_are_sent_as_they_are(value: Any) -> None:
    assert sent(value) == value
    assert type(sent(value)) is type(value)


def test_a_number_that_is_none_stays_one() -> None:
    assert math.isnan(sent(math.nan))


class Meta(type):
    def __instancecheck__(cls, other: object) -> bool:
        return True


class Lying(metaclass=Meta):
    """Says of itself that it is equal to everything, true, and any number."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return True

    def __float__(self) -> float:
        return 1.0

    def __array__(self, *_: Any, **__: Any) -> Any:
        return np.ones(3)


class LyingFloat(float):
    def __float__(self) -> float:
        return 99.0

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


class LyingInt(int):
    def __int__(self) -> int:
        return 99

    def __index__(self) -> int:
        return 99


class LyingText(str):
    def __str__(self) -> str:
        return "right"

    def __getitem__(self, key: Any) -> str:
        return "right"


def test_subclasses_are_sent_as_what_they_are_stored_as() -> None:
    assert sent(LyingFloat(1.5)) == 1.5
    assert sent(LyingInt(3)) == 3
    assert sent(LyingText("wrong")) == "wrong"
    assert type(sent(LyingFloat(1.5))) is float


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Lying(), "Lying"), (object(), "object"), (1j, "complex"), ({1, 2}, "set"), (len, "builtin_function_or_method"),
        ((n for n in range(3)), "generator"), (range(3), "range"), (2**63, "int"), (b"bytes", "bytes"),
        (Record("returned", {"value": 1}), "Record"), (np.datetime64("2024-01-01"), "datetime64"),
        (np.array(["a"]), "ndarray"), (np.array([None]), "ndarray"), (np.zeros(2, np.uint64), "ndarray"),
        (np.zeros(2, ">f4"), "ndarray"), (np.longdouble(1), "longdouble"), (np.zeros(2, np.longdouble), "ndarray"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)  # fmt: skip
def test_what_has_no_form_is_named_by_its_type(value: Any, kind: str) -> None:
    assert sent(value) == Record("opaque", {"type": kind})


@pytest.mark.parametrize(
    ("tensor", "said"),
    [(torch.ones(2).to_sparse(), "sparse"), (torch.ones(2, device="meta"), "meta"),
     (torch.zeros(2, dtype=torch.float8_e5m2), "float8")],
)  # fmt: skip
def test_unusual_tensors_say_what_is_unusual(tensor: torch.Tensor, said: str) -> None:
    assert said in sent(tensor)["type"]


def test_numpy_numbers_and_arrays() -> None:
    assert sent(np.float32(1.5)) == 1.5
    assert sent(np.int64(3)) == 3
    assert sent(np.bool_(True)) is True
    for array in (
        np.arange(6).reshape(2, 3).T,
        np.arange(6)[::-1],
        np.array(2.5),
        np.zeros((0, 3)),
    ):
        record = sent(array)
        assert record.kind == "ndarray"
        assert record["data"].tolist() == array.tolist()


def test_long_values_are_cut() -> None:
    assert len(sent("x" * 10**6)) == MAX_TEXT
    assert len(sent([0] * (MAX_ITEMS + 5))) == MAX_ITEMS
    assert len(sent({n: n for n in range(MAX_ITEMS + 5)})) == MAX_ITEMS


def test_deep_and_cyclic_values_end() -> None:
    cyclic: list[Any] = []
    cyclic.append(cyclic)
    table: dict[str, Any] = {}
    table["self"] = table
    for value in (cyclic, table):
        assert "opaque" in str(sent(value))


def test_named_tuples_are_tuples_and_keys_are_text() -> None:
    assert sent(collections.namedtuple("P", "x y")(1, 2)) == (1, 2)
    assert sent(torch.ones(1, 2).max(1))[1].tolist() == [0]
    assert sent({1: "a", None: "b"}) == {"1": "a", "None": "b"}


class LyingList(list):  # type: ignore[type-arg]
    def __iter__(self) -> Any:
        return iter([1, 2, 3])

    def __len__(self) -> int:
        return 10**9


def endless() -> Any:
    while True:
        yield 1


class EndlessList(list):  # type: ignore[type-arg]
    def __iter__(self) -> Any:
        return endless()


def test_a_list_that_lies_about_its_items_ends() -> None:
    assert sent(LyingList([0])) == [1, 2, 3]
    assert sent(EndlessList()) == [1] * MAX_ITEMS


class Exploding:
    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


class ExplodingKey:
    def __str__(self) -> str:
        raise SystemExit


class ExplodingModule(torch.nn.Module):
    def named_parameters(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError("no")


@pytest.mark.parametrize("make", [Exploding, lambda: {ExplodingKey(): 1}, ExplodingModule])
def test_values_that_cannot_be_looked_at_raise_where_a_call_reports_it(make: Any) -> None:
    value = make()
    with pytest.raises((RuntimeError, SystemExit)):
        describe(value)


def test_a_module_is_described_by_its_parts() -> None:
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(2, 3)).eval()
    record = wire.decode(wire.encode(describe_module(net)))
    assert (record["type"], record["is_sequential"], record["training"]) == (
        "Sequential",
        True,
        False,
    )
    assert record["parts"] == ["Flatten", "Linear"]
    assert {name: tuple(p.shape) for name, p in record["parameters"].items()} == {
        "1.weight": (3, 2),
        "1.bias": (3,),
    }


def test_the_state_of_a_parameter() -> None:
    parameter = torch.ones(2, requires_grad=True)
    parameter.sum().backward()
    state = state_of(parameter)
    assert (state["is_leaf"], state["requires_grad"]) == (True, True)
    assert state["grad"].tolist() == [1, 1]
    assert state_of(parameter * 2)["is_leaf"] is False
    assert state_of(torch.ones(1))["grad"] is None


@pytest.mark.parametrize("value", [[[0] * 9000] * 9000, {"a": [[(1,) * 5000] * 100]}])
def test_a_value_of_too_many_parts_is_refused_before_it_is_copied(value: Any) -> None:
    with pytest.raises(TooLarge):
        describe(value)
