"""Which known mistakes explain what a submission answered.

The requests that the checks put to the student's function are put to the known mistakes that fail
the same checks; one whose replies are the student's own is named, provided that the right function
replies something else where they agree. If no single one explains every failed check, two may do so
together. Where luck decides about the replies, the checks themselves are run on the mistakes
(`rerun`); where few numbers have to decide, more requests are made (`evidence`).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile
from statistics import median

from autograder.judge.agree import agree, form
from autograder.judge.evidence import is_thin, with_more_requests
from autograder.judge.record import Exchange, Judged, Trial
from autograder.judge.replay import Replay, Source, Stage
from autograder.judge.rerun import says_the_same
from autograder.outcome import Mistake

# A request is put to mistakes only if the cheaper ones leave a doubt when it took so many seconds,
# and so many times as long as most others: on a busy machine all of them take long.
DEAR, DEARER = 0.1, 10
DEAR_ALL = 1.0  # seconds of all checks together that are too many to be gone through again
BUDGET = 0.25  # seconds for mistakes that usually fail other checks than those that were failed


@dataclass(frozen=True)
class Candidate:
    """A known mistake by its name in the source; those that no check tells apart have one id.

    `fails` has the checks that it is known to fail, `may_fail` those that it fails by chance; None
    if nobody has looked.
    """

    name: str
    mistake: Mistake
    fails: frozenset[str] | None = None
    may_fail: frozenset[str] = frozenset()


def diagnose(
    judged: Judged, source: Source, candidates: Sequence[Candidate]
) -> tuple[Mistake, ...]:
    """The one or two known mistakes that explain all that went wrong; none if that is unclear."""
    with Stage(source, 2 * int(judged.exercise.seconds)) as stage:
        case = _Case(judged, stage)
        likely = [each for each in candidates if case.may_be(each)]
        others = [each for each in candidates if each not in likely]
        found = (
            case.single(likely)
            or case.single_by_itself(likely)
            or case.pair([each for each in candidates if case.may_be_part(each)])
            or case.single_by_checks(likely)
            or case.single(case.in_time(others))
        )
    return tuple(each.mistake for each in found)


def _are_alike(candidates: Sequence[Candidate]) -> bool:
    return len({each.mistake.id for each in candidates}) <= 1


class _Case:
    """What the student's function answered, beside what the right one does."""

    def __init__(self, judged: Judged, stage: Stage) -> None:
        self.judged, self.stage = judged, stage
        self.right = Replay(stage, judged.exercise.name)
        self.failed = frozenset(trial.check.name for trial in judged.telling)
        self.tried = [trial for trial in judged.trials if trial.exchanges]
        self.parts = _cheap(self.tried)
        self.replays: dict[str, Replay] = {}
        self._divide()
        if not self.decided:
            self._ask_for_all()

    def may_be(self, candidate: Candidate) -> bool:
        """Whether a mistake is known to fail the checks that were failed, and no other."""
        if candidate.fails is None:
            return True
        return self.may_be_part(candidate) and self.failed <= candidate.fails | candidate.may_fail

    def may_be_part(self, candidate: Candidate) -> bool:
        """Whether a mistake is known to fail nothing that was passed."""
        return candidate.fails is None or candidate.fails & self.parts.keys() <= self.failed

    def _divide(self) -> None:
        """Tell the failed checks in which the right function replies something else."""
        self.decided = [t for t in self.tried if t.is_telling and self._wrong_in(t)]
        self.others = [trial for trial in self.tried if trial not in self.decided]

    def _ask_for_all(self) -> None:
        """Put the dear requests as well, from here on."""
        self.parts = {trial.check.name: trial.exchanges for trial in self.tried}
        self._divide()

    def _wrong_in(self, trial: Trial) -> list[Exchange]:
        """The exchanges of a check in which the right function replies something else."""
        part = self.parts[trial.check.name]
        return [each for each in part if not agree(self.right.reply(each), each.reply)]

    def in_time(self, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        """As many of them as can be looked at before the time is up."""
        end = time.monotonic() + BUDGET
        return takewhile(lambda _each: time.monotonic() < end, candidates)

    def single(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """One that explains all failed checks: the only one, when all that may tell is asked."""
        found = [each for each in candidates if self._explains_all(self._replay(each))]
        if not _are_alike(found):
            self._ask_for_all()
            found = [each for each in found if self._explains_all(self._replay(each))]
        wrong = [exchange for trial in self.decided for exchange in self._wrong_in(trial)]
        if found and (not _are_alike(found) or is_thin(wrong)):
            more = _Case(with_more_requests(self.judged, self.stage), self.stage)
            found = [each for each in found if more._explains_all(more._replay(each))]
        return found[:1] if _are_alike(found) else []

    def single_by_itself(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """The same, each in a process of its own that gets all requests in their order.

        That is for what leaves something behind for the next call, as drawings do.
        """
        if sum(trial.outcome.seconds for trial in self.tried) > DEAR_ALL:
            return []
        self._ask_for_all()
        found = []
        for each in candidates:
            with Stage(self.stage.source, self.stage.cpu_seconds) as own:
                replay = Replay(own, each.name)
                if self.decided and all(self._suits(replay, trial) for trial in self.tried):
                    found.append(each)
        return found[:1] if _are_alike(found) else []

    def single_by_checks(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The only one against which all checks say the same."""
        same = [each for each in candidates if says_the_same(self.judged, self.stage, each.name)]
        if not _are_alike(same):
            trials = with_more_requests(self.judged, self.stage).trials
            same = [each for each in same if self._has_forms_of(self._replay(each), trials)]
        return same[:1] if _are_alike(same) else []

    def _has_forms_of(self, replay: Replay, trials: Iterable[Trial]) -> bool:
        """Whether its replies have the student's kinds and shapes, whatever the numbers."""
        exchanges = [exchange for trial in trials for exchange in trial.exchanges]
        return all(form(replay.reply(each)) == form(each.reply) for each in exchanges)

    def _explains_all(self, replay: Replay) -> bool:
        trials = [*self.decided, *self.others]
        return bool(self.decided) and all(self._suits(replay, each) for each in trials)

    def _replay(self, candidate: Candidate) -> Replay:
        return self.replays.setdefault(candidate.name, Replay(self.stage, candidate.name))

    def _suits(self, replay: Replay, trial: Trial) -> bool:
        return self._explains(replay, trial) if trial in self.decided else self._fits(replay, trial)

    def _explains(self, replay: Replay, trial: Trial) -> bool:
        """Whether it replies to all requests of a failed check as the student's function did."""
        part = self.parts[trial.check.name]
        return all(agree(replay.reply(each), each.reply) for each in part)

    def _fits(self, replay: Replay, trial: Trial) -> bool:
        """Whether it may pass a check: each reply is the student's, or that of the right one."""
        return all(
            agree(reply := replay.reply(each), each.reply) or agree(reply, self.right.reply(each))
            for each in self.parts[trial.check.name]
        )

    def pair(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Two of which each explains a failed check that the other does not, and none is left."""
        if len(self.decided) < 2:
            return []
        explained = list(self._parts_explained(candidates))
        everything = {trial.check.name for trial in self.decided}
        for (one, of_one), (other, of_other) in combinations(explained, 2):
            if of_one | of_other == everything and of_one - of_other and of_other - of_one:
                return [one, other]
        return []

    def _parts_explained(
        self, candidates: Sequence[Candidate]
    ) -> Iterator[tuple[Candidate, set[str]]]:
        """Each that explains some of the failed checks and would pass all that were passed."""
        for each in candidates:
            replay = self._replay(each)
            checks = {t.check.name for t in self.decided if self._explains(replay, t)}
            if checks and all(self._fits(replay, trial) for trial in self.others):
                yield each, checks


def _cheap(trials: Sequence[Trial]) -> dict[str, tuple[Exchange, ...]]:
    """Each check's requests up to the first dear one: what follows may depend on its draws."""
    times = [exchange.seconds for trial in trials for exchange in trial.exchanges]
    limit = max(DEAR, DEARER * median(times or [0.0]))
    return {
        trial.check.name: tuple(takewhile(lambda each: each.seconds <= limit, trial.exchanges))
        for trial in trials
    }
