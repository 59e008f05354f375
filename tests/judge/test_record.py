"""What is kept of replies is weighed by the memory that it takes."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
import torch

from autograder import wire
from autograder.grading import Grader
from autograder.judge.check import Assignment
from autograder.judge.record import MOST_KEPT, weight
from autograder.judge.run import judge_exercise
from autograder.wire import Record

REPLIES = {
    "text": "a" * 10**5,
    "wide text": "a" * 10**5 + "\N{GRINNING FACE}",
    "names": {f"{n:1000}": None for n in range(200)},
    "kinds": [Record(f"{n:1000}") for n in range(200)],
    "numbers": [float(n) for n in range(10**4)],
    "lists": [[] for _ in range(10**4)],
    "mappings": [{} for _ in range(10**4)],
    "records": [Record("") for _ in range(10**4)],
    "bytes": [bytes(100)] * 10**3,
    "tensors": [torch.ones(3)] * 10**3,
}


@pytest.mark.parametrize("value", REPLIES.values(), ids=REPLIES)
def test_a_reply_weighs_no_less_than_the_memory_python_took_for_it(value: Any) -> None:
    body = wire.encode(Record("returned", {"value": value}))
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        reply = wire.decode(body)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert weight(reply) >= 0.9 * (taken - before)


FILLS_ITS_REPLIES = """
import autograder.worker.serve as serve

answer = serve.answer
filling = "a" * {size} + chr(2**16)


def filled(*arguments):
    reply = answer(*arguments)
    reply.fields["more"] = filling
    return reply


serve.answer = filled


def f():
    return 1
"""


def test_of_replies_that_no_check_asked_for_few_are_kept(
    grader: Grader, assignment_of: Callable[..., Assignment]
) -> None:
    def calls(student: Any, draw: Any) -> None:
        for _ in range(10):
            student.f()

    size = MOST_KEPT // 16  # characters; of memory it is a quarter
    text = FILLS_ITS_REPLIES.format(size=size)
    (exercise,) = assignment_of({"f": [calls]}).exercises
    with grader.server.load("a.py", text.encode()) as loaded:
        judged = judge_exercise("small", exercise, loaded, "ab" * 16)
    (trial,) = judged.trials
    assert trial.is_passed
    kinds = [exchange.reply.kind for exchange in trial.exchanges]
    assert kinds == ["returned"] * 3 + ["too large to keep"] * 7
