"""Which known mistakes explain what a submission answered.

The requests that the checks put to the student's function are put to each known mistake as well;
one whose replies are the student's own is named, provided that the right function replies something
else where they agree. If no single one explains every failed check, two may do so together. Where
luck decides about the replies, the checks themselves are run on the mistakes (`rerun`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile

from autograder.judge.agree import agree
from autograder.judge.record import Exchange, Judged, Trial
from autograder.judge.replay import Replay, Source, Stage
from autograder.judge.rerun import says_the_same
from autograder.outcome import Mistake

DEAR = 0.1  # seconds of a request that is put to mistakes only if the cheaper ones leave a doubt


@dataclass(frozen=True)
class Candidate:
    """A known mistake by its name in the source; those that no check tells apart have one id."""

    name: str
    mistake: Mistake


def diagnose(
    judged: Judged, source: Source, candidates: Sequence[Candidate]
) -> tuple[Mistake, ...]:
    """The one or two known mistakes that explain all that went wrong; none if that is unclear."""
    with Stage(source, 2 * int(judged.exercise.seconds)) as stage:
        case = _Case(judged, Replay(stage, judged.exercise.name))
        replays = [(each, Replay(stage, each.name)) for each in candidates]
        found = case.single(replays) or case.pair(replays)
        if not found:
            same = [each for each in candidates if says_the_same(judged, stage, each.name)]
            found = same[:1] if _are_alike(same) else []
    return tuple(each.mistake for each in found)


def _are_alike(candidates: Sequence[Candidate]) -> bool:
    return len({each.mistake.id for each in candidates}) <= 1


Named = tuple[Candidate, Replay]


class _Case:
    """What the student's function answered, beside what the right one does."""

    def __init__(self, judged: Judged, right: Replay) -> None:
        self.right = right
        self.tried = [trial for trial in judged.trials if trial.exchanges]
        self.parts = {trial.check.name: _cheap(trial) for trial in self.tried}
        self._divide()
        if not self.decided:
            self._ask_for_all()

    def _divide(self) -> None:
        """Tell the failed checks in which the right function replies something else."""
        self.decided = [t for t in self.tried if t.is_telling and self._differs(t)]
        self.others = [trial for trial in self.tried if trial not in self.decided]

    def _ask_for_all(self) -> None:
        """Put the dear requests as well, from here on."""
        self.parts = {trial.check.name: trial.exchanges for trial in self.tried}
        self._divide()

    def _differs(self, trial: Trial) -> bool:
        """Whether the right function replies anything else to a check's requests."""
        return any(not self._is_right(each) for each in self.parts.get(trial.check.name, ()))

    def _is_right(self, exchange: Exchange) -> bool:
        return agree(self.right.reply(exchange), exchange.reply)

    def single(self, candidates: Sequence[Named]) -> list[Candidate]:
        """One that explains all failed checks; the first in the catalogue of those that do.

        Dear requests are put when several do that may not stand for each other.
        """
        found = self._agreeing(candidates)
        if not _are_alike([each for each, _replay in found]):
            self._ask_for_all()
            found = self._agreeing(found) or found
        return [each for each, _replay in found[:1]]

    def _agreeing(self, candidates: Sequence[Named]) -> list[Named]:
        return [named for named in candidates if self._explains_all(named[1])]

    def _explains_all(self, candidate: Replay) -> bool:
        return (
            bool(self.decided)
            and all(self._explains(candidate, trial) for trial in self.decided)
            and all(self._fits(candidate, trial) for trial in self.others)
        )

    def _explains(self, candidate: Replay, trial: Trial) -> bool:
        """Whether it replies to all requests of a failed check as the student's function did."""
        part = self.parts[trial.check.name]
        return all(agree(candidate.reply(each), each.reply) for each in part)

    def _fits(self, candidate: Replay, trial: Trial) -> bool:
        """Whether it may pass a check: each reply is the student's, or that of the right one."""
        return all(
            agree(reply := candidate.reply(each), each.reply)
            or agree(reply, self.right.reply(each))
            for each in self.parts[trial.check.name]
        )

    def pair(self, candidates: Sequence[Named]) -> list[Candidate]:
        """Two of which each explains a failed check that the other does not, and none is left."""
        if len(self.decided) < 2:
            return []
        explained = list(self._parts_explained(candidates))
        everything = {trial.check.name for trial in self.decided}
        for (one, of_one), (other, of_other) in combinations(explained, 2):
            if of_one | of_other == everything and of_one - of_other and of_other - of_one:
                return [one, other]
        return []

    def _parts_explained(self, candidates: Sequence[Named]) -> Iterator[tuple[Candidate, set[str]]]:
        """Each that explains some of the failed checks and would pass all that were passed."""
        for each, replay in candidates:
            checks = {t.check.name for t in self.decided if self._explains(replay, t)}
            if checks and all(self._fits(replay, trial) for trial in self.others):
                yield each, checks


def _cheap(trial: Trial) -> tuple[Exchange, ...]:
    """A check's requests up to the first dear one: what follows may depend on its draws."""
    return tuple(takewhile(lambda each: each.seconds <= DEAR, trial.exchanges))
