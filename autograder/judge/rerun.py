"""The checks themselves run on a known mistake, with the inputs that the student's code got.

Two programs with the same mistake that use their luck in a different order never give the same
replies; what the checks say against them is the same, but for the size of numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from autograder.judge.agree import complaint
from autograder.judge.check import Check
from autograder.judge.record import Judged, Trial
from autograder.judge.replay import Stage
from autograder.judge.run import judge_exercise
from autograder.wire import Record

LUCK, ROUNDING = 0.25, 1e-3  # the part of them by which numbers in complaints may differ
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?")


def says_the_same(judged: Judged, stage: Stage, name: str) -> bool:
    """Whether each check ends alike, with the same complaint, for that function of the source.

    Long checks are left out, unless no other one was failed.
    """
    failed = [trial for trial in judged.telling if not trial.is_long]
    passed = [trial for trial in judged.trials if trial.is_passed and not trial.is_long]
    trials = [*(failed or judged.telling), *passed]
    return all(_ends_alike(judged, trial, stage, name) for trial in trials)


def run_check(judged: Judged, check: Check, stage: Stage, name: str) -> Trial:
    """A check, with the draws that the student met in it, of a function of the source."""
    exercise = replace(judged.exercise, checks=(check,), forbidden=())
    stand_in = _StandIn(stage, name, frozenset([exercise.name]))
    return judge_exercise(judged.assignment, exercise, stand_in, judged.seed).trials[0]


def _ends_alike(judged: Judged, trial: Trial, stage: Stage, name: str) -> bool:
    again = run_check(judged, trial.check, stage, name)
    if again.outcome.status is not trial.outcome.status:
        return False
    tolerance = LUCK if judged.exercise.is_random else ROUNDING
    return alike(_complaint(again), _complaint(trial), tolerance)


def _complaint(trial: Trial) -> str:
    if trial.said or not trial.exchanges:
        return trial.said
    return complaint(trial.exchanges[-1].reply.get("fault"))


def alike(one: str, other: str, tolerance: float) -> bool:
    """The same words, and numbers that differ by no more than that part of the larger one."""
    if _NUMBER.sub("#", one) != _NUMBER.sub("#", other):
        return False
    numbers = [map(float, _NUMBER.findall(text)) for text in (one, other)]
    pairs = zip(*numbers, strict=True)
    return all(abs(a - b) <= tolerance * max(abs(a), abs(b)) for a, b in pairs)


@dataclass
class _StandIn:
    """A submission and its child whose only function is one of the course's own."""

    stage: Stage
    name: str
    names: frozenset[str]
    unreadable: str = ""
    has_threads: bool = False
    children_load: bool = False
    faults: list[Record] = field(default_factory=list)
    stubs: frozenset[str] = frozenset()

    def mentions(self, name: str) -> bool:
        return False

    def contains(self, text: str) -> bool:
        return False

    def fork(self, cpu_seconds: int) -> _StandIn:
        return self

    def ask(self, request: Record, seconds: float) -> Record:
        return self.stage.ask(request, self.name, seconds)

    def has_unread(self) -> bool:
        return False

    def end(self) -> None:
        pass
