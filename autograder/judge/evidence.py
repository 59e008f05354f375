"""More requests than a check had put when it stopped: what the right function would be asked.

A check ends at its first complaint, and one number can be wrong in the same way by chance. So the
right function goes through the failed checks, and what it was asked is put to the student's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from torch import Tensor

from autograder.judge.agree import agree
from autograder.judge.record import Exchange, Judged, Trial
from autograder.judge.replay import Replay
from autograder.judge.rerun import replayed, run_check
from autograder.wire import Record

ENOUGH = 4  # replies that are not the right ones; fewer may come of another mistake by chance
SEEDS = 3  # besides the one of a check, to see what luck decides about
_WORTH_COMPARING = frozenset({"returned", "raised"})
# Seconds of a check whose function is not asked again. Where the course's mistakes are in a file it
# is a tenth of that: what is found must not depend on how busy the machine is.
SLOW = 3.0


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
    (replies,) = judged.again([[exchange.request for exchange in asked]])
    return not all(agree(one.reply, other.reply) for one, other in zip(replies, asked, strict=True))


def with_more_requests(judged: Judged, right: Replay) -> Judged:
    """The failed checks once more, with all the requests that the right function gets in them.

    Not those that take long, be it by their nature or by the student's, and of each only up to a
    request that brings no reply, or a large one: luck goes on from one request to the next. What
    was asked before is asked once more only if luck plays a part and there is more to ask. The
    right function's replies are kept in `right`.
    """
    asked = _asked_of_right(judged, right)
    known = {trial: _known(judged, trial, every) for trial, every in asked.items()}
    new = {trial: every[len(known[trial]) :] for trial, every in asked.items()}
    trials = []
    for trial, answered in zip(new, _answered(judged, new.values()), strict=True):
        for exchange, model in zip(answered, new[trial], strict=True):
            right.keep(exchange, model.reply)
        exchanges = [*known[trial], *answered]
        said = takewhile(lambda each: each.reply.kind in _WORTH_COMPARING, exchanges)
        trials.append(replace(trial, exchanges=tuple(said)))
    return replace(judged, trials=tuple(trials))


def _known(judged: Judged, trial: Trial, every: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """Of all the requests of a check those that the student's function need not get again."""
    is_all = len(every) <= len(trial.exchanges)
    return trial.exchanges if is_all or not judged.exercise.is_random else ()


def _asked_of_right(judged: Judged, right: Replay) -> dict[Trial, tuple[Exchange, ...]]:
    """What the right function is asked and says in each failed check that takes no time."""
    return {
        trial: run_check(judged, trial.check, right.stage, right.name).exchanges
        for trial in judged.telling
        if _is_quick(trial) and not right.stage.is_over
    }


def _answered(judged: Judged, asked: Iterable[Sequence[Exchange]]) -> list[list[Exchange]]:
    """What the student's function says to the same, in one process for all."""
    parts = [[exchange.request for exchange in part] for part in asked]
    return judged.again(parts) if any(parts) else [[] for _part in parts]


def with_other_luck(judged: Judged) -> list[list[Exchange]]:
    """All that was asked in these checks: for each of some seeds once more, in the same order."""
    asked = [each.request for trial in judged.trials for each in trial.exchanges]
    return [
        replies
        for n in range(1, SEEDS + 1)
        for replies in judged.again([[_reseeded(each, n) for each in asked]])
    ]


def with_other_draws(judged: Judged, right: Replay) -> Judged:
    """The failed checks as they go for the student's function with draws from another seed."""
    other = with_another_seed(judged)
    asked = _asked_of_right(other, right)
    trials = [
        replayed(other, trial.check, answered)
        for trial, answered in zip(asked, _answered(judged, asked.values()), strict=True)
    ]
    return replace(other, trials=tuple(trials))


def with_another_seed(judged: Judged) -> Judged:
    """The same trials with nothing asked; whatever runs their checks draws something else."""
    trials = tuple(replace(trial, exchanges=()) for trial in judged.trials)
    return replace(judged, seed=judged.seed[::-1] + "0", trials=trials)


def _reseeded(request: Record, number: int) -> Record:
    """With another seed, if it comes with one."""
    seed = request.get("seed")
    changed = {} if seed is None else {"seed": seed ^ number}
    return Record(request.kind, request.fields | changed)


def _is_quick(trial: Trial) -> bool:
    return not trial.is_long and trial.outcome.seconds <= SLOW
