"""What judging an exercise leaves behind beside its outcome: what was asked, and what came."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from autograder.judge.check import Check, Exercise
from autograder.judge.veil import Shown, unveiled
from autograder.outcome import CheckOutcome, ExerciseOutcome, Status
from autograder.wire import Record

# How a check ends that says something about the student's code; the others say it is not there.
TELLING = frozenset({Status.FAILED, Status.ERROR, Status.TIMEOUT, Status.MEMORY, Status.CRASHED,
                     Status.PROTOCOL})  # fmt: skip

USUAL_SECONDS = 10.0  # that a check gets; those that get more are meant to take long
MOST_KEPT = 32 * 2**20  # bytes of memory for an exercise's replies: gigabytes may be sent


@dataclass(frozen=True, eq=False)
class Exchange:
    """A request and its reply; one of kind "ended" for a process that gave none."""

    request: Record
    reply: Record
    seconds: float
    is_cut: bool = False  # to the first item of what is seen (`judge.glance`)


def weight(value: Any) -> int:
    """The bytes of memory that a reply takes, names included; a little more where parts are shared.

    Not the bytes that were sent: one character beyond Unicode's first plane makes all of a text's
    take four.
    """
    if isinstance(value, Tensor):
        return 500 + value.nbytes
    if isinstance(value, Record):
        return 200 + weight(value.kind) + weight(value.fields)
    size = sys.getsizeof(value)
    if isinstance(value, dict):
        return size + sum(weight(key) + weight(part) for key, part in value.items())
    return size + sum(map(weight, value)) if isinstance(value, list | tuple) else size


@dataclass(frozen=True, eq=False)
class Trial:
    """One check as it went. `said` is the complaint alone: no place in a file, no drawn shape."""

    check: Check
    outcome: CheckOutcome
    exchanges: tuple[Exchange, ...] = ()
    said: str = ""

    @property
    def is_long(self) -> bool:
        """Whether a right answer may take long, as its limit says: measured times would vary."""
        return self.check.seconds > USUAL_SECONDS

    @property
    def is_passed(self) -> bool:
        return self.outcome.status is Status.PASSED

    @property
    def is_telling(self) -> bool:
        return self.outcome.status in TELLING


@dataclass(frozen=True, eq=False)
class Judged:
    """One exercise as it went, and what its draws came from."""

    assignment: str
    seed: str
    exercise: Exercise
    outcome: ExerciseOutcome
    trials: tuple[Trial, ...]
    # puts requests, check by check, to the same function anew
    again: Callable[[Sequence[Sequence[Record]]], list[list[Exchange]]]
    shown: Shown = unveiled  # of the replies and faults, which are as they came

    @property
    def lost(self) -> bool:
        """Whether points were lost (not: whether a fault of ours left that open)."""
        score = self.outcome.score
        return score is not None and score < self.outcome.max_score

    @property
    def score(self) -> float:
        """The points earned; 0 where a fault of ours leaves them open."""
        return self.outcome.score or 0.0

    @property
    def is_forbidden(self) -> bool:
        return any(check.status is Status.FORBIDDEN for check in self.outcome.checks)

    @property
    def telling(self) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.trials if trial.is_telling)

    @property
    def is_there(self) -> bool:
        """Whether there was something to judge."""
        return any(trial.exchanges for trial in self.trials)

    @property
    def faults(self) -> list[Record]:
        """What the student's code raised in the calls that ended checks, in their order."""
        ends = [trial.exchanges[-1].reply for trial in self.telling if trial.exchanges]
        found = [end.get("fault") for end in ends if end.kind == "raised"]
        return [fault for fault in found if isinstance(fault, Record)]
