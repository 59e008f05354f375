"""Which known mistakes explain what a submission answered.

The requests that the checks put to the student's function are put to the known mistakes that fail
the same checks; one whose replies are the student's own is named, provided that the right function
replies something else where they agree. If no single one explains every failed check, two may do so
together. Where luck decides about the replies, the checks themselves are run on the mistakes
(`rerun`), and what luck leaves alone has to be the same; where few replies have to decide, more
requests are made (`evidence`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.judge.agree import agree, agree_but_for_luck
from autograder.judge.evidence import (
    answers_differently_anew,
    is_thin,
    may_tell_more,
    say_one_thing,
    with_more_requests,
    with_other_draws,
    with_other_luck,
)
from autograder.judge.glance import beginning
from autograder.judge.record import Exchange, Judged, Trial
from autograder.judge.replay import Replay, Source, Stage
from autograder.judge.rerun import says_the_same
from autograder.outcome import Mistake

# What is looked at is counted and not timed: the same is found on a quiet machine and a busy one.
CLOSEST = 8  # mistakes that usually fail other checks than those that were failed
FEW = 3  # mistakes that long requests are put to
BUDGET = 10.0  # seconds for everything: twenty times what the dearest known mistake takes


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


def diagnose(
    judged: Judged, source: Source, candidates: Sequence[Candidate]
) -> tuple[Mistake, ...] | None:
    """The one or two known mistakes that explain all that went wrong; none if that is unclear.

    None if the time was up before it was known.
    """
    with Stage(source, 2 * int(judged.exercise.seconds), BUDGET) as stage:
        case = _Case(judged, stage)
        likely = [each for each in candidates if case.may_be(each)]
        others = [each for each in candidates if each not in likely]
        if likely and not case.decided:
            case.ask_for_all()
        found = (
            case.single(likely)
            or case.single_by_itself(likely)
            or case.pair([each for each in candidates if case.may_be_part(each)])
            or case.single(case.closest(others))  # the same replies say more than the same words
            or case.single_by_checks(likely)
        )
        if stage.is_over:
            return None
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
        # Long requests are put only if the others leave a doubt.
        self.parts = {t.check.name: () if t.is_long else t.exchanges for t in self.tried}
        self.beginnings: dict[str, tuple[Exchange, ...]] = {}
        self.replays: dict[str, Replay] = {}
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
        self.decided = [t for t in self.tried if t.is_telling and self._wrong_in(t)]
        self.others = [trial for trial in self.tried if trial not in self.decided]

    def ask_for_all(self) -> None:
        """Put the long requests as well, from here on."""
        self.parts = {trial.check.name: trial.exchanges for trial in self.tried}
        self._divide()

    def _wrong_in(self, trial: Trial) -> list[Exchange]:
        """The exchanges of a check in which the right function replies something else."""
        return [each for each in self._part(trial) if not self.right.agrees(each)]

    def closest(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Those that fail most nearly the checks that were failed."""

        def distance(candidate: Candidate) -> int:
            return len(self.failed ^ (candidate.fails or frozenset()))

        return sorted(candidates, key=distance)[:CLOSEST]

    def single(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """One that explains all failed checks: the only one, when all that may tell is asked."""
        found = self._explaining(candidates)
        if len(found) > 1 or (found and self._are_thin(self.decided)):
            found = self._confirmed(found)
        if 1 < len(found) <= FEW:
            self.ask_for_all()
            found = self._explaining(found)
        return found if len(found) == 1 else []

    def _confirmed(self, found: list[Candidate]) -> list[Candidate]:
        """Those that explain what more is asked, too; of one that was found alone, most of it.

        It may differ where the same mistake is made in another way, as in the shape of one row.
        """
        confirmed = self._more._explaining(found)
        wrong = [exchange for trial in self.decided for exchange in self._wrong_in(trial)]
        if len(found) == 1 and not is_thin(wrong):
            more, replay = self._more, self._more._replay(found[0])
            wrong = [exchange for trial in more.decided for exchange in more._wrong_in(trial)]
            agreed = [exchange for exchange in wrong if replay.agrees(exchange)]
            confirmed = found if 2 * len(agreed) > len(wrong) or not wrong else []
        self.refuted |= {each.name for each in found if each not in confirmed}
        return confirmed

    def _are_thin(self, trials: Iterable[Trial]) -> bool:
        """Whether little was answered wrongly in these checks, for one mistake to explain."""
        wrong = {trial: self._wrong_in(trial) for trial in trials}
        is_cut_short = any(may_tell_more(trial, part) for trial, part in wrong.items())
        return is_cut_short or is_thin([exchange for part in wrong.values() for exchange in part])

    def _explaining(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Those that explain all failed checks; of those with one id the first."""
        found: dict[str, Candidate] = {}
        for each in candidates:
            if each.mistake.id not in found and self._explains_all(each):
                found[each.mistake.id] = each
        return list(found.values())

    @cached_property
    def _more(self) -> _Case:
        """The failed checks with all their requests."""
        return _Case(with_more_requests(self.judged, self.stage), self.stage)

    def single_by_itself(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The same, each in a process of its own that gets all requests in their order.

        That is for what leaves something behind for the next call, as drawings do.
        """
        if not self.decided or not candidates:
            return []
        if not answers_differently_anew(self.judged, [*self.decided[::-1], *self.others]):
            return []
        found = [each for each in candidates if self._suits_by_itself(each)]
        return found[:1] if _are_alike(found) else []

    def _suits_by_itself(self, candidate: Candidate) -> bool:
        with self.stage.alone() as own:
            replay = Replay(own, candidate.name)
            return all(self._suits(replay, trial) for trial in self.tried)

    def single_by_checks(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The only one against which all checks say the same, where replies hang on luck."""
        if not self.judged.exercise.is_random:
            return []
        likely = [each for each in candidates if each.name not in self.refuted]
        same = [each for each in likely if says_the_same(self.judged, self.stage, each.name)]
        same = [each for each in same if self._agrees_but_for_luck(self._replay(each))]
        if same:  # once may be by chance
            anew = with_other_draws(self.judged, self.stage)
            same = [each for each in same if says_the_same(anew, self.stage, each.name)]
        return same[:1] if _are_alike(same) else []

    def _agrees_but_for_luck(self, replay: Replay) -> bool:
        """Whether its replies are the student's as far as luck has no part in them."""
        return all(
            agree_but_for_luck([each.reply for each in same], [replay.reply(each) for each in same])
            for same in self._more._with_luck
        )

    @cached_property
    def _with_luck(self) -> list[tuple[Exchange, ...]]:
        """Each request with the replies that it got with one seed after the other."""
        own = [exchange for trial in self.judged.trials for exchange in trial.exchanges]
        return list(zip(own, *with_other_luck(self.judged), strict=True))

    def _explains_all(self, candidate: Candidate) -> bool:
        replay = self._replay(candidate)
        explains = all(self._explains(replay, trial) for trial in self.decided)
        return bool(self.decided) and explains and self._passes_others(candidate)

    def _passes_others(self, candidate: Candidate) -> bool:
        """Whether it may pass the other checks: of those that it is known to pass, how they begin.

        The student's function has passed them, too, so there is little that may differ.
        """
        replay = self._replay(candidate)
        return all(
            self._fits(replay, self._begin(trial) if candidate.passes(trial) else self._part(trial))
            for trial in self.others
        )

    def _replay(self, candidate: Candidate) -> Replay:
        return self.replays.setdefault(candidate.name, Replay(self.stage, candidate.name))

    def _suits(self, replay: Replay, trial: Trial) -> bool:
        if trial in self.decided:
            return self._explains(replay, trial)
        return self._fits(replay, self._part(trial))

    def _part(self, trial: Trial) -> tuple[Exchange, ...]:
        return self.parts[trial.check.name]

    def _begin(self, trial: Trial) -> tuple[Exchange, ...]:
        if trial.check.name not in self.beginnings:
            first = self._part(trial)[:1]
            self.beginnings[trial.check.name] = tuple(beginning(each) or each for each in first)
        return self.beginnings[trial.check.name]

    def _explains(self, replay: Replay, trial: Trial) -> bool:
        """Whether it replies to all requests of a failed check as the student's function did."""
        return all(replay.agrees(each) for each in self._part(trial))

    def _fits(self, replay: Replay, part: Iterable[Exchange]) -> bool:
        """Whether it may pass a check: each reply is the student's, or that of the right one."""
        return all(
            replay.agrees(each) or agree(replay.reply(each), self.right.reply(each))
            for each in part
        )

    def pair(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Two of which each explains a failed check that the other does not, and none is left.

        The check that the fewest can explain is the first that they are asked about: whatever the
        two are, one of them explains it.
        """
        if len(self.decided) < 2:
            return []
        rarest = min(self.decided, key=lambda trial: len(_failing([trial], candidates)))
        for one in self._that_explain(_failing([rarest], candidates), [rarest]):
            rest = [t for t in self.decided if not self._explains(self._replay(one), t)]
            for other in self._that_explain(_failing(rest, candidates), rest) if rest else ():
                both = sorted([one, other], key=candidates.index)
                is_one_enough = all(self._explains(self._replay(other), t) for t in self.decided)
                if not is_one_enough and self._is_confirmed(both):
                    return both
        return []

    def _is_confirmed(self, both: Sequence[Candidate]) -> bool:
        """Whether they explain much: of few plain numbers one of them must explain what follows.

        One number, said again and again, is what many mistakes may lead to.
        """
        thin = {trial.check.name for trial in self.decided if is_thin(self._wrong_in(trial))}
        if not thin:
            return True
        replays = [self._more._replay(each) for each in both]
        return thin <= {
            trial.check.name
            for trial in self._more.decided
            if any(self._more._explains(replay, trial) for replay in replays)
            and not say_one_thing(self._more._wrong_in(trial))
        }

    def _that_explain(
        self, of: Iterable[Candidate], trials: Sequence[Trial]
    ) -> Iterator[Candidate]:
        """Each that explains these failed checks and would pass all that were passed."""
        for each in of:
            replay = self._replay(each)
            explains = all(self._explains(replay, trial) for trial in trials)
            if explains and self._passes_others(each):
                yield each


def _failing(trials: Sequence[Trial], candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that may fail all these checks, as far as it is known."""
    names = {trial.check.name for trial in trials}
    return [c for c in candidates if c.fails is None or names <= c.fails | c.may_fail]
