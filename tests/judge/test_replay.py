"""A function that begins otherwise than the student's is not asked for all of it."""

from __future__ import annotations

from typing import Any

from autograder.judge.record import Exchange
from autograder.judge.replay import Replay
from autograder.wire import Record

LIMIT = 4


def said(*items: int) -> Record:
    return Record("returned", {"steps": [{"items": list(items)}]})


def of_student(*items: int) -> Exchange:
    steps = [Record("first", {"path": [], "limit": LIMIT})]
    return Exchange(Record("call", {"name": "f", "seed": 7, "steps": steps}), said(*items), 0.1)


class Counting:
    """A stage whose function serves 0, 1, 2 ...; it keeps how many items it was asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def ask(self, request: Record, name: str, seconds: float) -> Record:
        (step,) = request["steps"]
        self.asked.append(step["limit"])
        return said(*range(step["limit"]))


def test_a_beginning_is_asked_for_until_one_is_the_same() -> None:
    stage: Any = Counting()
    replay = Replay(stage, "f")
    for exchange, agrees, asked in (
        (of_student(5, 1, 2, 3), False, [1]),
        (of_student(0, 1, 2, 9), False, [1, LIMIT]),
        (of_student(0, 1, 2, 3), True, [LIMIT]),
        (of_student(5, 1, 2, 3), False, [LIMIT]),
    ):
        stage.asked.clear()
        assert replay.agrees(exchange) is agrees
        assert replay.agrees(exchange) is agrees
        assert stage.asked == asked
