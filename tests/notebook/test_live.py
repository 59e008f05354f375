"""The live submission answers as the grader's processes do."""

from __future__ import annotations

import functools
import time
from typing import Any

import pytest
import torch

from autograder.judge import given
from autograder.judge.check import Check, Exercise
from autograder.judge.session import Session
from autograder.judge.student import CallFailed, Student
from autograder.notebook.live import LiveSubmission, is_untouched
from autograder.notebook.surroundings import State
from autograder.outcome import Status


def stub(X: Any) -> Any:
    """What it should do."""
    raise NotImplementedError


@torch.no_grad()
def decorated_stub(X: Any) -> Any:
    raise NotImplementedError("yours")


class Stub:
    def __init__(self) -> None:
        raise NotImplementedError

    def add(self) -> None:
        pass


class Half(Stub):
    def __init__(self) -> None:
        self.data: list[float] = []

    def add(self) -> None:
        raise NotImplementedError


def filled(X: Any) -> Any:
    return X


@pytest.mark.parametrize("thing", [stub, decorated_stub, Stub], ids=lambda thing: thing.__name__)
def test_untouched_stubs_are_seen_by_their_source(thing: Any) -> None:
    assert is_untouched(thing)


@pytest.mark.parametrize("thing", [filled, Half, torch.exp, lambda X: X, functools.partial(stub)])
def test_anything_else_is_not_untouched(thing: Any) -> None:
    assert not is_untouched(thing)


def a_student(live: LiveSubmission) -> Student:
    child = live.fork(1)
    return Student(lambda request: child.ask(request, 10), seed=1)


def call(function: Any, *arguments: Any, **options: Any) -> Any:
    live = LiveSubmission("f", {"f": function}, State.now())
    return a_student(live).f.call(*arguments, **options)


def test_the_judges_tensors_are_out_of_reach() -> None:
    X = torch.zeros(2)
    seen = call(lambda X: X.add_(1), X)
    assert torch.equal(X, torch.zeros(2))
    assert torch.equal(seen.after(X).value, torch.ones(2))


def test_gradients_and_state_come_back_as_from_the_grader() -> None:
    w = given.leaf(torch.tensor([2.0]))
    seen = call(lambda w: 3 * w, w, cotangent=torch.ones(1))
    assert torch.equal(seen.gradient(w), torch.tensor([3.0]))


def test_settings_of_the_student_do_not_reach_the_judge_or_the_next_call() -> None:
    def changes_settings() -> tuple[bool, str]:
        found = torch.is_grad_enabled(), str(torch.get_default_dtype())
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)
        return found

    live = LiveSubmission("f", {"f": changes_settings}, State.now())
    student = a_student(live)
    assert student.f() == (True, "torch.float32")
    assert (torch.is_grad_enabled(), torch.get_default_dtype()) == (True, torch.float32)
    assert student.f() == (True, "torch.float32")
    assert a_student(live).f() == (True, "torch.float32")


def test_results_too_large_for_the_wire_are_refused() -> None:
    live = LiveSubmission("f", {"f": lambda: torch.zeros(20_000_000)}, State.now())
    exercise = Exercise("f", (Check("size", "", 1.0, lambda *_: None, 10.0, False),))
    session = Session(live, exercise)
    with pytest.raises(CallFailed) as failed:
        Student(lambda request: session.ask(request, time.monotonic() + 10, 10), seed=1).f()
    assert failed.value.status is Status.PROTOCOL


def test_an_interrupt_is_the_persons_at_the_notebook() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call(interrupted)


def test_what_is_printed_is_kept_apart(capsys: pytest.CaptureFixture[str]) -> None:
    live = LiveSubmission("f", {"f": lambda: print("hello")}, State.now())
    a_student(live).f()
    assert live.printed.text == "hello"
    assert capsys.readouterr().out == ""


def test_only_what_needs_a_data_set_opens_it() -> None:
    live = LiveSubmission("f", {"f": lambda data: next(iter(data))[0].shape}, State.now())
    rows = given.fashion_mnist(torch.arange(8), torch.arange(784), torch.arange(10), 4)
    assert a_student(live).f(rows) == (4, 1, 28, 28)
