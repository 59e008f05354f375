"""More requests than a check had put when it stopped: what the right function would be asked.

A check ends at its first complaint, and one number can be wrong in the same way by chance. So the
right function goes through the failed checks, and what it was asked is put to the student's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from torch import Tensor

from autograder.judge.agree import agree, ask_the_same
from autograder.judge.record import Exchange, Judged, Trial
from autograder.judge.replay import Replay
from autograder.judge.rerun import replayed, run_check
from autograder.outcome import Status
from autograder.wire import Record

ENOUGH = 4  # replies that are not the right ones; fewer may come of another mistake by chance
# Besides the one of a check, to see what luck decides about; and others, before that refutes a
# mistake: of seven rows that come one by one, one is the same with all the first in 1 of 50 passes.
SEEDS, FURTHER_SEEDS = range(1, 4), range(4, 10)
REPETITIONS = 3  # of one request, for the same
_WORTH_COMPARING = frozenset({"returned", "raised"})
# Seconds of a check whose function is not asked again. With the course's mistakes checks take a
# tenth of that at most: what is found must not depend on how busy the machine is.
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
    quick = [trial.exchanges for trial in trials if _is_quick(trial)]
    return not all(
        agree(before.reply, exchange.reply)
        for asked, replies in zip(quick, _answered(judged, quick), strict=True)
        for before, exchange in zip(asked, replies, strict=True)
        if not _ran_out(exchange)
    )


def _ran_out(exchange: Exchange) -> bool:
    """Whether the time was up, which tells nothing of a function."""
    return exchange.reply.kind == "ended" and exchange.reply.get("status") == str(Status.TIMEOUT)


def with_more_requests(judged: Judged, right: Replay) -> Judged:
    """The failed checks once more, with all the requests that the right function gets in them.

    Not those that take long, be it by their nature or by the student's, and of each only up to a
    request that brings no reply, or a large one: luck goes on from one request to the next. What
    was asked before is asked once more only if luck plays a part and there is more to ask. The
    right function's replies are kept in `right`.
    """
    of_right = _asked_of_right(judged, right)
    known = {trial: _known(judged, trial, every) for trial, every in of_right.items()}
    unasked = {trial: every[len(known[trial]) :] for trial, every in of_right.items()}
    trials = []
    for trial, answered in zip(unasked, _answered(judged, unasked.values()), strict=True):
        for exchange, by_right in zip(answered, unasked[trial], strict=True):
            if _is_worth_comparing(by_right):
                right.keep(exchange, by_right.reply)
        said = takewhile(_is_worth_comparing, [*known[trial], *answered])
        trials.append(replace(trial, exchanges=tuple(said)))
    return replace(judged, trials=tuple(trials))


def _known(judged: Judged, trial: Trial, every: Sequence[Exchange]) -> list[Exchange]:
    """Of all the requests of a check those that the student's function need not get again."""
    both = zip(trial.exchanges, every, strict=False)
    same = takewhile(lambda pair: ask_the_same(pair[0].request, pair[1].request), both)
    known = [exchange for exchange, _by_right in same]
    is_enough = len(known) == len(every) or not judged.exercise.is_random
    return known if is_enough and all(map(_is_worth_comparing, known)) else []


def _is_worth_comparing(exchange: Exchange) -> bool:
    return exchange.reply.kind in _WORTH_COMPARING


def _asked_of_right(judged: Judged, right: Replay) -> dict[Trial, tuple[Exchange, ...]]:
    """What the right function is asked and says in each failed check that takes no time."""
    return {
        trial: run_check(judged, trial.check, right.stage, right.name).exchanges
        for trial in judged.telling
        if _is_quick(trial) and not right.stage.is_over
    }


def _answered(judged: Judged, asked: Iterable[Sequence[Exchange]]) -> list[list[Exchange]]:
    """What the student's function says to the same requests."""
    parts = [[exchange.request for exchange in part] for part in asked]
    return judged.again(parts) if any(parts) else [[] for _part in parts]


def with_other_luck(judged: Judged, seeds: Iterable[int]) -> list[list[tuple[Exchange, ...]]]:
    """All that was asked in these checks, each with what is said to it with these other seeds.

    What a check asked several times in a row is together, and no more than `REPETITIONS` of it.
    Without what the time was up for.
    """
    parts = [_repetitions(trial.exchanges) for trial in judged.trials]
    asked = [[each.request for group in part for each in group] for part in parts]
    others = [
        [exchange for part in judged.again(_reseeded(asked, seed)) for exchange in part]
        for seed in seeds
    ]
    groups = [group for part in parts for group in part]
    own = [exchange for group in groups for exchange in group]
    told = iter(zip(own, *others, strict=True))
    by_group = [[next(told) for _each in group] for group in groups]
    in_time = [[same for same in group if not any(map(_ran_out, same))] for group in by_group]
    return [group for group in in_time if group]


def _repetitions(exchanges: Sequence[Exchange]) -> list[list[Exchange]]:
    """Those that ask the same in a row, as far as they are looked at."""
    groups: list[list[Exchange]] = []
    for exchange in exchanges:
        if not groups or not _ask_alike(groups[-1][0], exchange):
            groups.append([])
        if len(groups[-1]) < REPETITIONS:
            groups[-1].append(exchange)
    return groups


def _ask_alike(one: Exchange, other: Exchange) -> bool:
    return ask_the_same(one.request, other.request, with_seed=False)


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


def _reseeded(asked: Sequence[Sequence[Record]], number: int) -> list[list[Record]]:
    """With another seed wherever a request comes with one."""
    return [[_with_seed_changed(request, number) for request in part] for part in asked]


def _with_seed_changed(request: Record, number: int) -> Record:
    seed = request.get("seed")
    changed = {} if seed is None else {"seed": seed ^ number}
    return Record(request.kind, request.fields | changed)


def _is_quick(trial: Trial) -> bool:
    return not trial.is_long and trial.outcome.seconds <= SLOW
