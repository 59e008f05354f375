"""Calls say what they were without giving values away; replies are taken apart with distrust."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from autograder.judge import given
from autograder.judge.student import Call, RemoteFunction, Student, shown_call
from autograder.wire import ProtocolError, Record

X = torch.ones(2, 3)
RIGHT = {"value": 1, "exhausted": True, "has_graph": True, "reseeded": False, "grad_enabled": True, "steps": [],
         "gradients": None, "after": {}, "traces": {}}  # fmt: skip


def asked(*arguments: Any, **options: Any) -> Record:
    """The request that a call makes."""
    requests: list[Record] = []

    def ask(request: Record) -> Record:
        requests.append(request)
        steps = [None] * len(request["steps"])
        return Record("returned", RIGHT | {"steps": steps})

    Student(ask, 7).f.call(*arguments, **options)
    return requests[0]


def test_a_name_is_a_function_of_the_student() -> None:
    student = Student(lambda request: Record("returned", RIGHT), 1)
    assert isinstance(student.softmax, RemoteFunction)
    assert student.softmax(1) == 1
    with pytest.raises(AttributeError):
        _ = student._secret


def test_objects_are_sent_once_and_ingredients_first() -> None:
    W, b = given.leaf(X), given.leaf(torch.zeros(3))
    net = given.affine(W, b)
    request = asked(net, [W, b], given.updater([W, b], 0.1), X, X)
    objects = request["objects"]
    assert [each.kind for each in objects.values()] == [
        "tensor",
        "tensor",
        "affine",
        "updater",
        "tensor",
    ]
    assert [ref["key"] for ref in request["arguments"][1]] == ["0", "1"]
    assert request["arguments"][3] == request["arguments"][4]


def test_only_the_first_call_carries_the_seed() -> None:
    seeds: list[Any] = []

    def ask(request: Record) -> Record:
        seeds.append(request["seed"])
        return Record("returned", RIGHT)

    student = Student(ask, 7)
    student.f()
    student.g()
    assert seeds == [7, None]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((X, 3, "text", None, True), "f(tensor (2, 3), 3, 'text', None, True)"),
        (((X, [X, 1.23456]),), "f((tensor (2, 3), [tensor (2, 3), 1.235]))"),
        ((given.leaf(X), given.own("softmax")), "f(tensor (2, 3), softmax)"),
        ((given.affine(given.leaf(X), given.leaf(X)), given.loss("cross_entropy")), "f(net, loss)"),
    ],
)  # fmt: skip
def test_calls_are_shown_by_kinds_and_shapes(arguments: tuple[Any, ...], text: str) -> None:
    assert shown_call("f", arguments, reveal=True) == text


def test_a_drawn_fraction_is_not_shown_in_other_people_s_reports() -> None:
    assert (
        shown_call("f", (1.23456, [2.5, (3.5,)]), reveal=False) == "f(number, [number, (number)])"
    )


def test_a_kind_that_has_no_word_yet_is_shown_by_its_name() -> None:
    assert shown_call("f", (given.Given("new"),), reveal=True) == "f(new)"


# ---------------------------------------------------------------- replies
JUNK = [None, 1, "x", [], {}, [None], {"0": None}, X, Record("r"), (1,), 1.5]


@pytest.mark.parametrize("field", ["exhausted", "has_graph", "reseeded", "grad_enabled", "steps"])
@pytest.mark.parametrize("junk", JUNK, ids=str)
def test_a_field_of_a_wrong_type_is_a_protocol_error(field: str, junk: Any) -> None:
    if field == "steps" and junk == []:
        return
    with pytest.raises(ProtocolError):
        Call(Record("returned", RIGHT | {field: junk}), {}, [])


@pytest.mark.parametrize(
    "field", ["value", "exhausted", "has_graph", "reseeded", "grad_enabled", "steps"]
)
def test_a_missing_field_is_a_protocol_error(field: str) -> None:
    fields = {name: value for name, value in RIGHT.items() if name != field}
    with pytest.raises(ProtocolError):
        Call(Record("returned", fields), {}, [])


STEPS: list[tuple[Record, list[Any]]] = [
    (given.length(), [None, 1.5, "3", [], X]),
    (given.classes_of(), [None, "x", [1], [None], X]),
    (given.collect(3), [None, [], {}, {"items": 3, "exhausted": True}, {"items": []}, {"items": [], "exhausted": 1}]),
    (given.first(3), [None, [], {}, {"items": 3}]),
    (given.axes(), [None, {}, [1], [Record("axes")], [Record("axes", {"title": 1, "images": [], "ticks_shown": True})]]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "junk"), [(step, junk) for step, many in STEPS for junk in many], ids=str
)
def test_a_look_of_a_wrong_form_is_a_protocol_error(step: Record, junk: Any) -> None:
    with pytest.raises(ProtocolError):
        Call(Record("returned", RIGHT | {"steps": [junk]}), {}, [], [step])


@pytest.mark.parametrize("seen", [[], [1, 2]])
def test_more_or_fewer_looks_than_asked_for_are_a_protocol_error(seen: list[Any]) -> None:
    with pytest.raises(ProtocolError):
        Call(Record("returned", RIGHT | {"steps": seen}), {}, [], [given.length()])


ARGUMENTS = [
    (given.affine(given.leaf(X), given.leaf(X)), True),
    (given.module(given.probe()), (True, False)),
    (given.updater([], 0.1), [X]),
    (given.optimizer([], 0.1), [X]),
]


@pytest.mark.parametrize(
    ("argument", "entry"), ARGUMENTS, ids=lambda part: getattr(part, "kind", "")
)
def test_traces_hold_entries_of_their_kind_only(argument: given.Given, entry: Any) -> None:
    def trace(traces: Any) -> list[Any]:
        return Call(Record("returned", RIGHT | {"traces": traces}), {id(argument): "0"}, []).trace(
            argument
        )

    assert trace({"0": [entry, entry]}) == [entry, entry]
    assert trace({}) == []
    for junk in [
        None,
        1,
        "x",
        [None],
        [[None]],
        [(1, 2, 3)],
        [(1, 2)],
        [entry, None],
        X,
        Record("r"),
    ]:
        with pytest.raises(ProtocolError):
            trace({"0": junk})
    for junk in JUNK:
        if not isinstance(junk, dict):
            with pytest.raises(ProtocolError):
                trace(junk)


@pytest.mark.parametrize("junk", [None, 1, "x", [], X, {"value": 1}, Record("state")], ids=str)
def test_a_state_of_a_wrong_form_is_a_protocol_error(junk: Any) -> None:
    argument = given.leaf(X)
    call = Call(Record("returned", RIGHT | {"after": {"0": junk}}), {id(argument): "0"}, [])
    with pytest.raises(ProtocolError):
        call.after(argument)


@pytest.mark.parametrize("junk", [None, 1, "True", X, [True]], ids=str)
def test_a_state_is_taken_to_be_true_only_where_it_says_so(junk: Any) -> None:
    argument = given.leaf(X)
    state = Record("state", {"value": X, "is_leaf": junk, "requires_grad": junk})
    after = Call(
        Record("returned", RIGHT | {"after": {"0": state}}), {id(argument): "0"}, []
    ).after(argument)
    assert (after.is_leaf, after.requires_grad, after.grad) == (False, False, None)
