"""Whatever a student's function does, its call ends in one reply of a known form."""

from __future__ import annotations

import random
import socket
import threading
from typing import Any

import numpy as np
import pytest
import torch

from autograder import wire
from autograder.judge import given
from autograder.judge.student import Call, Student
from autograder.wire import Record
from autograder.worker.serve import answer, serve

X = torch.tensor([[1.0, 2.0], [3.0, 4.0]])


def student_of(**functions: Any) -> Student:
    """A student whose functions answer in this process, over the wire's bytes all the same."""

    def ask(request: Record) -> Record:
        reply = answer(wire.decode(wire.encode(request)), functions, {})
        back = wire.decode(wire.encode(reply))
        assert isinstance(back, Record)
        if back.kind != "returned":
            raise LookupError(back)
        return back

    return Student(ask, seed=1)


def reply_of(function: Any, *arguments: Any, **options: Any) -> Record:
    with pytest.raises(LookupError) as caught:
        student_of(f=function).f.call(*arguments, **options)
    reply = caught.value.args[0]
    assert isinstance(reply, Record)
    return reply


def test_a_value_comes_back() -> None:
    assert student_of(f=lambda X, n: X * n).f(X, 2).tolist() == [[2, 4], [6, 8]]


@pytest.mark.parametrize(
    "error", [ValueError, SystemExit, KeyboardInterrupt, GeneratorExit, RecursionError]
)
def test_whatever_is_raised_is_reported(error: type[BaseException]) -> None:
    def function() -> None:
        raise error("text")

    reply = reply_of(function)
    assert reply.kind == "raised"
    assert (reply["fault"]["type"], reply["fault"]["message"]) == (error.__name__, "text")


@pytest.mark.parametrize("missing", [None, 3, "text"])
def test_a_name_that_cannot_be_called_is_absent(missing: Any) -> None:
    assert reply_of(missing) == Record("absent", {"name": "f"})


def test_a_helper_that_is_not_there_is_named() -> None:
    assert reply_of(lambda net: net, given.own("softmax")) == Record("absent", {"name": "softmax"})


class Exploding:
    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError("no")


class EndlessModule(torch.nn.Module):
    def named_parameters(self, *_: Any, **__: Any) -> Any:
        raise MemoryError


class ExplodingKey:
    def __str__(self) -> str:
        raise SystemExit


@pytest.mark.parametrize("make", [Exploding, EndlessModule, lambda: {ExplodingKey(): 1}])
def test_a_result_that_cannot_be_looked_at_counts_as_raised(make: Any) -> None:
    assert reply_of(make).kind == "raised"


def test_an_endless_iterable_is_collected_up_to_the_limit() -> None:
    def endless() -> Any:
        n = 0
        while True:
            yield (n := n + 1)

    call = student_of(f=endless).f.call(collect=3)
    assert (call.value, call.exhausted) == ([1, 2, 3], False)
    call = student_of(f=lambda: iter([1, 2, 3])).f.call(collect=3)
    assert (call.value, call.exhausted) == ([1, 2, 3], True)
    assert reply_of(lambda: 3, collect=1)["fault"]["type"] == "TypeError"


def test_gradients_are_vector_jacobian_products() -> None:
    a, b, unused = given.leaf(X), given.leaf(X + 1), given.leaf(X)
    call = student_of(f=lambda a, b, c: a * b).f.call(a, b, unused, cotangent=X)
    assert torch.equal(call.gradient(a), X * (X + 1))  # type: ignore[arg-type]
    assert torch.equal(call.gradient(b), X * X)  # type: ignore[arg-type]
    assert call.gradient(unused) is None
    assert call.has_graph


@pytest.mark.parametrize(
    "function",
    [lambda X: X.detach(), lambda X: X.sum(), lambda X: 3, lambda X: X.requires_grad_(False),
     lambda X: X.requires_grad_(False) * torch.ones(2, 2, requires_grad=True)],
    ids=["detached", "other shape", "no tensor", "switched off", "another graph"],
)  # fmt: skip
def test_where_no_gradient_is_defined_there_is_none(function: Any) -> None:
    argument = given.leaf(X)
    assert student_of(f=function).f.call(argument, cotangent=X).gradient(argument) is None


def test_the_state_after_the_call_is_reported() -> None:
    def step(w: torch.Tensor, v: torch.Tensor) -> None:
        with torch.no_grad():
            w -= w.grad
        w.grad = None
        v += 1

    w, v = given.leaf(X, grad=X), X.clone()
    call = student_of(f=step).f.call(w, v)
    after = call.after(w)
    assert (after.value.tolist(), after.grad, after.is_leaf, after.requires_grad) == (
        [[0, 0], [0, 0]], None, True, True)  # fmt: skip
    assert torch.equal(call.after(v).value, X + 1)
    assert torch.equal(v, X), "the judge keeps its own copy"


def test_looks_at_the_returned_object() -> None:
    class Box:
        def __init__(self) -> None:
            self.items = [1, 2, 3]

        def plus(self, n: int) -> int:
            return len(self.items) + n

    steps = [given.get("items", 1), given.call("plus", 4), given.length("items"), given.classes_of(),
             given.collect(2, "items"), given.first(2, "items")]  # fmt: skip
    call = student_of(f=Box).f.call(steps=steps)
    looked = [2, 7, 3, ["Box", "object"], {"items": [1, 2], "exhausted": False}, {"items": [1, 2]}]
    assert call.steps == looked
    assert reply_of(Box, steps=[given.get("nothing")])["fault"]["type"] == "AttributeError"


def test_of_the_first_items_no_more_are_made_than_asked_for() -> None:
    made = []

    def count() -> Any:
        return (made.append(number) or number for number in range(5))

    call = student_of(f=count).f.call(steps=[given.first(2)])
    assert call.steps == [{"items": [0, 1]}]
    assert made == [0, 1]


def test_traces_of_what_was_called() -> None:
    net = given.module(given.probe())
    call = student_of(f=lambda net, X: net(X)).f.call(net, X)
    assert call.trace(net) == [(True, True)]
    assert student_of(f=lambda net: 1).f.call(net).trace(net) == []


def luck() -> list[float]:
    return [random.random(), float(np.random.rand()), float(torch.rand(()))]  # noqa: NPY002


def test_the_first_call_of_a_check_is_seeded_and_repeats() -> None:
    student, same, other = (Student(student_of(f=luck)._ask, seed=seed) for seed in (7, 7, 8))
    first, second = student.f(), student.f()
    assert first == same.f()
    assert second == same.f()
    assert first != second
    assert first != other.f()


def test_a_seed_is_noticed_in_a_call_and_in_the_iterable_it_returns() -> None:
    def seeding() -> Any:
        yield np.random.seed(0)  # noqa: NPY002

    assert student_of(f=lambda: torch.manual_seed(0) and 1).f.call().reseeded
    assert student_of(f=seeding).f.call(collect=3).reseeded
    assert not student_of(f=luck).f.call().reseeded


def test_settings_left_over_are_noticed_and_do_not_reach_the_next_call() -> None:
    def leave() -> tuple[bool, str]:
        found = torch.is_grad_enabled(), str(torch.get_default_dtype())
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)
        return found

    student = student_of(f=leave, g=lambda w: w * 2)
    w = given.leaf(X)
    try:
        for _call in range(2):
            call = student.f.call()
            assert (call.value, call.grad_enabled) == ((True, "torch.float32"), False)
        assert torch.equal(student.g.call(w, cotangent=X).gradient(w), 2 * X)  # type: ignore[arg-type]
    finally:
        torch.set_grad_enabled(True)
        torch.set_default_dtype(torch.float32)


class Keeper:
    """Keeps what it is told to keep, and says so of the others of its class, too."""

    made = 0

    def __init__(self) -> None:
        type(self).made += 1
        self.kept: Any = []

    def keep(self, *values: Any) -> None:
        self.kept = {"in": (*self.kept, *values)}

    def add(self, value: torch.Tensor) -> None:
        self.kept = [value.item()]


def test_graphs_held_are_counted_and_arguments_of_methods_may_have_one() -> None:
    loss = given.leaf(torch.tensor(2.0))
    steps = [given.call("add", loss), given.graphs(), given.call("keep", loss, loss, X),
             given.graphs(), given.again(), given.get("made")]  # fmt: skip
    looks = student_of(f=Keeper).f.call(steps=steps).steps
    assert (looks[1], looks[3]) == (0, 1)
    assert looks[5] == 2


def test_a_function_is_called_again_with_new_gradients() -> None:
    def step(parameters: list[torch.Tensor]) -> float:
        for each in parameters:
            each.data -= each.grad
            each.grad = None
        return float(parameters[0].detach().sum())

    parameter = given.leaf(X, torch.ones_like(X))
    call = student_of(f=step).f.call([parameter], steps=[given.again([(parameter, 2 * X)])])
    assert torch.equal(call.after(parameter).value, X - 1 - 2 * X)
    assert call.steps == [pytest.approx(float((-X - 1).sum()))]


@pytest.mark.parametrize(
    ("value", "reason"),
    [(torch.ones(1).expand(2**40), "too large"), (torch.zeros((1,) * 17), "too large"),
     (torch.zeros(2**24 + 1), "over the cap"), ([[0] * 9_999] * 30, "too many parts")],
    ids=["expanded", "axes", "64 MB", "many parts"],
)  # fmt: skip
def test_what_no_frame_can_carry_is_said_so(value: Any, reason: str) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker = threading.Thread(
            target=serve, args=(theirs, {"f": lambda: value, "g": lambda: 1}, {})
        )
        worker.start()
        seen = []

        def ask(request: Record) -> Record:
            wire.send(ours, len(seen), request)
            call, reply = wire.receive(ours)
            assert call == len(seen)
            seen.append(reply)
            return reply if reply.kind == "returned" else Record("returned", FIELDS)

        student = Student(ask, 1)
        student.f()
        assert seen[0].kind == "unsendable"
        assert reason in seen[0]["reason"]
        assert student.g() == 1, "the next call is answered as if nothing had been"
        ours.close()
        worker.join()


FIELDS = {"value": None, "exhausted": True, "steps": [], "has_graph": False, "gradients": None,
          "after": {}, "traces": {}, "reseeded": False, "grad_enabled": True}  # fmt: skip


def test_a_reply_has_these_fields() -> None:
    objects: dict[str, Any] = {}
    request = Record("call", {"name": "f", "objects": objects, "arguments": [], "cotangent": None,
                              "collect": None, "steps": [], "seed": None})  # fmt: skip
    reply = answer(request, {"f": lambda: None}, {})
    assert reply == Record("returned", FIELDS)
    assert Call(reply, {}, []).value is None
