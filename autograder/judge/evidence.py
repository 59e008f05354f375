"""More requests than a check had put when it stopped: what the right function would be asked.

A check ends at its first complaint, and one number can be wrong in the same way by chance. So the
right function goes through the failed checks, and what it was asked is put to the student's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from torch import Tensor

from autograder.judge.agree import agree
from autograder.judge.record import Exchange, Judged, Trial
from autograder.judge.replay import Stage
from autograder.judge.rerun import run_check

ENOUGH = 4  # numbers that are not the right ones; fewer may come of another mistake by chance
SLOW = 1.0  # seconds of a check whose function is not asked again


def is_thin(wrong: Sequence[Exchange]) -> bool:
    """Whether wrong replies are plain numbers, and so few that other mistakes may lead to them."""
    values = [each.reply.get("value") for each in wrong if each.reply.kind == "returned"]
    numbers = [v for v in values if isinstance(v, int | float) or _is_number(v)]
    return len(numbers) == len(wrong) < ENOUGH


def _is_number(value: object) -> bool:
    return isinstance(value, Tensor) and value.ndim == 0


def answers_differently_anew(judged: Judged, trials: Sequence[Trial]) -> bool:
    """Whether the student's function, in a new process and this order, replies something else.

    Then what it had been asked before plays a part.
    """
    asked = [each for trial in trials if _is_quick(trial) for each in trial.exchanges]
    replies = judged.again([exchange.request for exchange in asked])
    return not all(agree(one.reply, other.reply) for one, other in zip(replies, asked, strict=True))


def with_more_requests(judged: Judged, stage: Stage) -> Judged:
    """The failed checks once more, with all the requests that the right function gets in them.

    Not those that take long, be it by their nature or by the student's.
    """
    trials = []
    for trial in judged.telling:
        if _is_quick(trial) and not stage.is_over:
            asked = run_check(judged, trial.check, stage, judged.exercise.name).exchanges
            answered = judged.again([exchange.request for exchange in asked])
            trials.append(replace(trial, exchanges=tuple(answered)))
    return replace(judged, trials=tuple(trials))


def _is_quick(trial: Trial) -> bool:
    return not trial.is_long and trial.outcome.seconds <= SLOW
