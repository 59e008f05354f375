"""More requests than a check had put when it stopped: what the right function would be asked.

A check ends at its first complaint, and one number can be wrong in the same way by chance. So the
right function goes through the failed checks, and what it was asked is put to the student's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from torch import Tensor

from autograder.judge.agree import agree
from autograder.judge.record import Exchange, Judged, Trial
from autograder.judge.replay import Stage
from autograder.judge.rerun import replayed, run_check
from autograder.wire import Record

ENOUGH = 4  # numbers that are not the right ones; fewer may come of another mistake by chance
SEEDS = 3  # besides the one of a check, to see what luck decides about
_WORTH_COMPARING = frozenset({"returned", "raised"})
SLOW = 1.0  # seconds of a check whose function is not asked again


def is_thin(wrong: Sequence[Exchange]) -> bool:
    """Whether wrong replies are plain numbers, and so few that other mistakes may lead to them."""
    values = [each.reply.get("value") for each in wrong if each.reply.kind == "returned"]
    numbers = [v for v in values if _is_number(v)]
    return len(numbers) == len(wrong) < ENOUGH


def say_one_number(wrong: Sequence[Exchange]) -> bool:
    """Whether all the replies are one plain number, as another mistake's may be by chance.

    What the arguments are afterwards plays no part: they were others.
    """
    values = [each.reply.get("value") for each in wrong if each.reply.kind == "returned"]
    if len(values) < len(wrong) or not all(map(_is_number, values)):
        return False
    return len({float(value) for value in values}) == 1


def may_tell_more(trial: Trial, wrong: Sequence[Exchange]) -> bool:
    """Whether a check had one wrong reply when it stopped, and more can be had for little."""
    return len(wrong) == 1 and _is_quick(trial)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, Tensor) and value.ndim == 0)


def answers_differently_anew(judged: Judged, trials: Sequence[Trial]) -> bool:
    """Whether the student's function, in a new process and this order, replies something else.

    Then what it had been asked before plays a part.
    """
    asked = [each for trial in trials if _is_quick(trial) for each in trial.exchanges]
    replies = judged.again([exchange.request for exchange in asked])
    return not all(agree(one.reply, other.reply) for one, other in zip(replies, asked, strict=True))


def with_more_requests(judged: Judged, stage: Stage) -> Judged:
    """The failed checks once more, with all the requests that the right function gets in them.

    Not those that take long, be it by their nature or by the student's, and of each only up to a
    request that brings no reply, or a large one: luck goes on from one request to the next.
    """
    trials = []
    for trial in judged.telling:
        if _is_quick(trial) and not stage.is_over:
            asked = run_check(judged, trial.check, stage, judged.exercise.name).exchanges
            answered = judged.again([exchange.request for exchange in asked])
            said = takewhile(lambda each: each.reply.kind in _WORTH_COMPARING, answered)
            trials.append(replace(trial, exchanges=tuple(said)))
    return replace(judged, trials=tuple(trials))


def with_other_luck(judged: Judged) -> list[list[Exchange]]:
    """All that was asked in these checks: for each of some seeds once more, in the same order."""
    asked = [each.request for trial in judged.trials for each in trial.exchanges]
    return [judged.again([_reseeded(each, n) for each in asked]) for n in range(1, SEEDS + 1)]


def with_other_draws(judged: Judged, stage: Stage) -> Judged:
    """The failed checks as they go for the student's function with draws from another seed."""
    other = replace(with_another_seed(judged), trials=())
    trials = []
    for trial in judged.telling:
        if _is_quick(trial) and not stage.is_over:
            asked = run_check(other, trial.check, stage, judged.exercise.name).exchanges
            answered = judged.again([exchange.request for exchange in asked])
            trials.append(replayed(other, trial.check, answered))
    return replace(other, trials=tuple(trials))


def with_another_seed(judged: Judged) -> Judged:
    """The same trials; whatever runs their checks once more draws something else."""
    return replace(judged, seed=judged.seed[::-1] + "0")


def _reseeded(request: Record, number: int) -> Record:
    """With another seed, if it comes with one."""
    seed = request.get("seed")
    changed = {} if seed is None else {"seed": seed ^ number}
    return Record(request.kind, request.fields | changed)


def _is_quick(trial: Trial) -> bool:
    return not trial.is_long and trial.outcome.seconds <= SLOW
