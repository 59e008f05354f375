"""Requests put once more, check by check, to a function in processes that nobody has asked before."""

from __future__ import annotations

import pytest

from autograder.grading import Grader
from autograder.judge.again import put_again
from autograder.judge.check import Check, Exercise
from autograder.judge.record import Exchange
from autograder.judge.student import Student
from autograder.wire import Record

SOURCE = """
import os, time
seen = []
def f(n):
    seen.append(n)
    if n == 7: os._exit(1)
    if n == 8: time.sleep(60)
    if n == 9: raise ValueError("nine")
    return len(seen)
"""


EXERCISE = Exercise("f", (Check("f", "f", 1.0, lambda student, draw: None, 10.0, False),))


def requests(*numbers: int) -> list[Record]:
    """Those that a check puts by calling f with these numbers, one after the other."""
    asked: list[Record] = []

    def ask(request: Record) -> Record:
        asked.append(request)
        raise InterruptedError

    for number in numbers:
        with pytest.raises(InterruptedError):
            Student(ask, 1).f(number)
    return asked


def put(grader: Grader, *parts: list[Record]) -> list[list[Exchange]]:
    with grader.server.load("f.py", SOURCE.encode()) as submission:
        return put_again(submission, EXERCISE, None, parts)


def said(parts: list[list[Exchange]]) -> list[list[object]]:
    return [[each.reply.get("value", each.reply.kind) for each in part] for part in parts]


def test_all_parts_meet_one_process(grader: Grader) -> None:
    found = put(grader, requests(1, 2), [], requests(3))
    assert said(found) == [[1, 2], [], [3]]


def test_every_request_has_its_exchange(grader: Grader) -> None:
    part = requests(1, 2, 3)
    (found,) = put(grader, part)
    assert [each.request for each in found] == part


def test_an_exception_is_a_reply(grader: Grader) -> None:
    assert said(put(grader, requests(9, 1))) == [["raised", 2]]


def test_after_a_death_the_rest_of_a_part_is_not_asked(grader: Grader) -> None:
    found = put(grader, requests(1, 7, 1, 1), requests(1, 1))
    assert said(found) == [[1, "ended", "ended", "ended"], [1, 2]]
    statuses = [each.reply["status"] for each in found[0][1:]]
    assert statuses == ["crashed", "timeout", "timeout"]


def test_one_part_that_hangs_leaves_time_for_the_others(
    grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.judge.again.CHECK_SECONDS", 0.5)
    found = put(grader, requests(8, 1), requests(1))
    assert said(found) == [["ended", "ended"], [1]]


def test_without_time_nothing_is_asked(grader: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.judge.again.SECONDS", 0.0)
    (found,) = put(grader, requests(1, 2))
    assert [each.seconds for each in found] == [0.0, 0.0]
