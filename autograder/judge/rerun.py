"""The checks themselves run on a known mistake, with the inputs that the student's code got.

Two programs with the same mistake that use their luck in a different order never give the same
replies; what the checks say against them is the same, but for the size of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from autograder import wire
from autograder.judge.agree import complaint
from autograder.judge.check import Check
from autograder.judge.record import Exchange, Judged, Trial
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
    return _run(judged, check, _OnStage(stage, name))


def replayed(judged: Judged, check: Check, exchanges: Sequence[Exchange]) -> Trial:
    """A check of a function that gave these replies, one after the other."""
    return _run(judged, check, _FromMemory(iter(exchanges)))


def _run(judged: Judged, check: Check, answering: _Answering) -> Trial:
    exercise = replace(judged.exercise, checks=(check,), forbidden=())
    stand_in = _StandIn(answering, frozenset([exercise.name]))
    return judge_exercise(judged.assignment, exercise, stand_in, judged.seed).trials[0]


def _ends_alike(judged: Judged, trial: Trial, stage: Stage, name: str) -> bool:
    again = run_check(judged, trial.check, stage, name)
    if again.outcome.status is not trial.outcome.status:
        return False
    tolerance = LUCK if judged.exercise.is_random else ROUNDING
    return alike(said_against(again), said_against(trial), tolerance)


def said_against(trial: Trial) -> str:
    """A check's complaint, or the exception that ended it."""
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


class _Answering(Protocol):
    def ask(self, request: Record, seconds: float) -> Record: ...


@dataclass
class _OnStage:
    """One of the course's own functions."""

    stage: Stage
    name: str

    def ask(self, request: Record, seconds: float) -> Record:
        return self.stage.ask(request, self.name, seconds)


@dataclass
class _FromMemory:
    """Replies that came before; after the last, and for one that was none, the process is gone."""

    exchanges: Iterator[Exchange]

    def ask(self, request: Record, seconds: float) -> Record:
        exchange = next(self.exchanges, None)
        if exchange is None or exchange.reply.kind == "ended":
            raise wire.ConnectionClosed
        return exchange.reply


@dataclass
class _StandIn:
    """A submission and its child with a single function."""

    answering: _Answering
    names: frozenset[str]
    unreadable: str = ""
    has_threads: bool = False
    children_load: bool = False
    faults: list[Record] = field(default_factory=list)
    stubs: frozenset[str] = frozenset()
    taken: dict[str, str] = field(default_factory=dict)
    redefined: dict[str, tuple[str, int]] = field(default_factory=dict)

    def mentions(self, name: str) -> bool:
        return False

    def contains(self, text: str) -> bool:
        return False

    def fork(self, cpu_seconds: int) -> _StandIn:
        return self

    def ask(self, request: Record, seconds: float) -> Record:
        return self.answering.ask(request, seconds)

    def has_unread(self) -> bool:
        return False

    def end(self) -> None:
        pass
