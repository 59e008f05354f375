"""What a student's function answered in the checks, beside what the right one and a mistake do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.judge.agree import agree
from autograder.judge.evidence import (
    FURTHER_SEEDS,
    SEEDS,
    with_another_seed,
    with_more_requests,
    with_other_luck,
)
from autograder.judge.glance import beginning
from autograder.judge.luck import agree_but_for_luck
from autograder.judge.record import Exchange, Judged, Trial
from autograder.judge.replay import Replay, Stage
from autograder.outcome import Mistake

CLOSEST = 8  # mistakes that usually fail other checks than those that were failed


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

    def passes(self, trial: Trial) -> bool:
        """Whether it is known to pass a check that was passed."""
        name = trial.check.name
        return trial.is_passed and self.fails is not None and name not in self.fails | self.may_fail


class Case:
    """What the student's function answered, beside what the right one does."""

    def __init__(
        self, judged: Judged, stage: Stage, replays: dict[str, Replay] | None = None
    ) -> None:
        self.judged, self.stage = judged, stage
        self.replays = {} if replays is None else replays
        self.right = self._replay(judged.exercise.name)
        self.failed = frozenset(trial.check.name for trial in judged.telling)
        self.tried = [trial for trial in judged.trials if trial.exchanges]
        # Long requests are put only if the others leave a doubt.
        self.parts = {t.check.name: () if t.is_long else t.exchanges for t in self.tried}
        self.beginnings: dict[str, tuple[Exchange, ...]] = {}
        self.refuted: set[str] = set()  # names of those that do not explain what more is asked
        self._divide()

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
        self.decided = [t for t in self.tried if t.is_telling and self.wrong_in(t)]
        self.others = [trial for trial in self.tried if trial not in self.decided]

    def ask_for_all(self) -> None:
        """Put the long requests as well, from here on."""
        self.parts = {trial.check.name: trial.exchanges for trial in self.tried}
        self._divide()

    def wrong_in(self, trial: Trial) -> list[Exchange]:
        """The exchanges of a check in which the right function replies something else."""
        return [each for each in self._part(trial) if not self.right.agrees(each)]

    @cached_property
    def more(self) -> Case:
        """The failed checks with all their requests."""
        return self._asking_more(self.judged)

    @cached_property
    def anew(self) -> Case:
        """The failed checks with all their requests and other draws."""
        return self._asking_more(with_another_seed(self.judged))

    def _asking_more(self, judged: Judged) -> Case:
        return Case(with_more_requests(judged, self.right), self.stage, self.replays)

    def closest(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Those that fail most nearly the checks that were failed."""

        def distance(candidate: Candidate) -> int:
            return len(self.failed ^ (candidate.fails or frozenset()))

        return sorted(candidates, key=distance)[:CLOSEST]

    def explaining(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Those that explain all failed checks; of those with one id the first."""
        found: dict[str, Candidate] = {}
        for each in candidates:
            if each.mistake.id not in found and self._explains_all(each):
                found[each.mistake.id] = each
        return list(found.values())

    def _explains_all(self, candidate: Candidate) -> bool:
        replay = self.replay(candidate)
        explains = all(self.explains(replay, trial) for trial in self.decided)
        return bool(self.decided) and explains and self.passes_others(candidate)

    def passes_others(self, candidate: Candidate) -> bool:
        """Whether it may pass the other checks: of those that it is known to pass, how they begin.

        The student's function has passed them, too, so there is little that may differ.
        """
        replay = self.replay(candidate)
        return all(
            self._fits(replay, self._begin(trial) if candidate.passes(trial) else self._part(trial))
            for trial in self.others
        )

    def replay(self, candidate: Candidate) -> Replay:
        """What that mistake replies; asked once for each request."""
        return self._replay(candidate.name)

    def _replay(self, name: str) -> Replay:
        return self.replays.setdefault(name, Replay(self.stage, name))

    def suits(self, replay: Replay, trial: Trial) -> bool:
        """Whether it explains a failed check, or may pass another one."""
        if trial in self.decided:
            return self.explains(replay, trial)
        return self._fits(replay, self._part(trial))

    def _part(self, trial: Trial) -> tuple[Exchange, ...]:
        return self.parts[trial.check.name]

    def wrong(self) -> list[Exchange]:
        """Those of all the checks that it explains."""
        return [exchange for trial in self.decided for exchange in self.wrong_in(trial)]

    def _begin(self, trial: Trial) -> tuple[Exchange, ...]:
        if trial.check.name not in self.beginnings:
            first = self._part(trial)[:1]
            self.beginnings[trial.check.name] = tuple(beginning(each) or each for each in first)
        return self.beginnings[trial.check.name]

    def explains(self, replay: Replay, trial: Trial) -> bool:
        """Whether it replies to all requests of a failed check as the student's function did."""
        return all(replay.agrees(each) for each in self._part(trial))

    def _fits(self, replay: Replay, part: Iterable[Exchange]) -> bool:
        """Whether it may pass a check: each reply is the student's, or that of the right one."""
        return all(
            replay.agrees(each) or agree(replay.reply(each), self.right.reply(each))
            for each in part
        )

    def agrees_but_for_luck(self, replay: Replay) -> bool:
        """Whether its replies are the student's as far as luck has no part in them."""
        more = self.more
        return more._agree(replay, more._with_luck) or more._agree(replay, more._with_more_luck)

    def _agree(self, replay: Replay, told: Iterable[Sequence[tuple[Exchange, ...]]]) -> bool:
        return all(
            agree_but_for_luck(
                [[each.reply for each in same] for same in repeated],
                [[replay.reply(each) for each in same] for same in repeated],
                [[self.right.reply(each) for each in same] for same in repeated],
            )
            for repeated in told
        )

    @cached_property
    def _with_luck(self) -> list[list[tuple[Exchange, ...]]]:
        return with_other_luck(self.judged, SEEDS)

    @cached_property
    def _with_more_luck(self) -> list[list[tuple[Exchange, ...]]]:
        return with_other_luck(self.judged, FURTHER_SEEDS)
