"""Which known mistakes explain what a submission answered.

The requests that the checks put to the student's function are put to the known mistakes that fail
the same checks; one whose replies are the student's own is named, provided that the right function
replies something else where they agree. If no single one explains every failed check, two may do so
together. Where luck decides about the replies, the checks themselves are run on the mistakes
(`rerun`), and what luck leaves alone has to be the same; where few replies have to decide, more
requests are made (`evidence`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from autograder.judge.case import Candidate, Case
from autograder.judge.evidence import (
    ENOUGH,
    answers_differently_anew,
    is_thin,
    may_tell_more,
    say_one_number,
    with_other_draws,
)
from autograder.judge.record import Judged, Trial
from autograder.judge.replay import Replay, Source, Stage
from autograder.judge.rerun import says_the_same
from autograder.outcome import Mistake

# What is looked at is counted and not timed: the same is found on a quiet machine and a busy one.
FEW = 3  # mistakes that long requests are put to
BUDGET = 20.0  # seconds for everything: more than ten times what the dearest known mistake takes


def diagnose(
    judged: Judged, source: Source, candidates: Sequence[Candidate]
) -> tuple[Mistake, ...] | None:
    """The one or two known mistakes that explain all that went wrong; none if that is unclear.

    None if the time was up before it was known.
    """
    with Stage(source, 2 * int(judged.exercise.seconds), BUDGET) as stage:
        case = Case(judged, stage)
        likely = [each for each in candidates if case.may_be(each)]
        others = [each for each in candidates if each not in likely]
        if likely and not case.decided:
            case.ask_for_all()
        ways: list[Callable[[], list[Candidate]]] = [
            lambda: _single(case, likely),
            lambda: _single_by_itself(case, likely),
            lambda: _pair(case, [each for each in candidates if case.may_be_part(each)]),
            lambda: _single(case, case.closest(others)),
            # Last, since the same words of a check say less than the same replies.
            lambda: _single_by_checks(case, likely),
        ]
        found = next((found for way in ways if not stage.is_over and (found := way())), [])
        if stage.is_over:
            return None
    return tuple(each.mistake for each in found)


def _are_alike(candidates: Sequence[Candidate]) -> bool:
    return len({each.mistake.id for each in candidates}) <= 1


def _single(case: Case, candidates: Iterable[Candidate]) -> list[Candidate]:
    """One that explains all failed checks: the only one, when all that may tell is asked."""
    found = case.explaining(candidates)
    if len(found) > 1 or (found and _are_thin(case, case.decided)):
        found = _confirmed(case, found)
    if 1 < len(found) <= FEW:
        case.ask_for_all()
        found = case.explaining(found)
    return found if len(found) == 1 else []


def _confirmed(case: Case, found: list[Candidate]) -> list[Candidate]:
    """Those that explain what more is asked, too; of one that was found alone, most of it.

    It may differ where the same mistake is made in another way, as in the shape of one row. Where
    one number was said again and again, it must explain what is said to other draws, too.
    """
    more = case.more
    wrong, confirmed = more.wrong(), more.explaining(found)
    if len(found) == 1 and not is_thin(case.wrong()):
        agreed = [exchange for exchange in wrong if more.replay(found[0]).agrees(exchange)]
        confirmed = found if 2 * len(agreed) > len(wrong) or not wrong else []
    if confirmed and say_one_number(wrong):
        confirmed = case.anew.explaining(confirmed)
    case.refuted |= {each.name for each in found if each not in confirmed}
    return confirmed


def _are_thin(case: Case, trials: Iterable[Trial]) -> bool:
    """Whether little was answered wrongly in these checks, for one mistake to explain."""
    parts = {trial: case.wrong_in(trial) for trial in trials}
    wrong = [exchange for part in parts.values() for exchange in part]
    is_cut_short = any(may_tell_more(trial, part) for trial, part in parts.items())
    is_little = is_cut_short and len(wrong) < ENOUGH
    return is_little or is_thin(wrong) or say_one_number(wrong)


def _single_by_itself(case: Case, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The same, each in a process of its own that gets all requests in their order.

    That is for what leaves something behind for the next call, as drawings do. Where luck plays a
    part replies differ anyway, and the checks themselves are run on a mistake later.
    """
    if not case.decided or not candidates or case.judged.exercise.is_random:
        return []
    if not answers_differently_anew(case.judged, [*case.decided[::-1], *case.others]):
        return []
    found = [each for each in candidates if _suits_by_itself(case, each)]
    return found[:1] if _are_alike(found) else []


def _suits_by_itself(case: Case, candidate: Candidate) -> bool:
    with case.stage.alone() as own:
        replay = Replay(own, candidate.name)
        return all(case.suits(replay, trial) for trial in case.tried)


def _single_by_checks(case: Case, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The only one against which all checks say the same, where replies hang on luck."""
    if not case.judged.exercise.is_random:
        return []
    likely = [each for each in candidates if each.name not in case.refuted]
    same = [each for each in likely if says_the_same(case.judged, case.stage, each.name)]
    same = [each for each in same if case.agrees_but_for_luck(case.replay(each))]
    if same:  # once may be by chance
        anew = with_other_draws(case.judged, case.right)
        same = [each for each in same if says_the_same(anew, case.stage, each.name)]
    return same[:1] if _are_alike(same) else []


def _pair(case: Case, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Two of which each explains a failed check that the other does not, and none is left.

    The check that the fewest can explain is the first that they are asked about: whatever the
    two are, one of them explains it.
    """
    if len(case.decided) < 2:
        return []
    rarest = min(case.decided, key=lambda trial: len(_failing([trial], candidates)))
    for one in _that_explain(case, _failing([rarest], candidates), [rarest]):
        rest = [t for t in case.decided if not case.explains(case.replay(one), t)]
        for other in _that_explain(case, _failing(rest, candidates), rest) if rest else ():
            both = sorted([one, other], key=candidates.index)
            is_one_enough = all(case.explains(case.replay(other), t) for t in case.decided)
            if not is_one_enough and _is_confirmed(case, both):
                return both
    return []


def _is_confirmed(case: Case, both: Sequence[Candidate]) -> bool:
    """Whether they explain much: of few plain numbers one of them must explain what follows.

    One number, said again and again, is what many mistakes may lead to.
    """
    thin = {trial.check.name for trial in case.decided if is_thin(case.wrong_in(trial))}
    if not thin:
        return True
    replays = [case.more.replay(each) for each in both]
    return thin <= {
        trial.check.name
        for trial in case.more.decided
        if any(case.more.explains(replay, trial) for replay in replays)
        and not say_one_number(case.more.wrong_in(trial))
    }


def _that_explain(
    case: Case, of: Iterable[Candidate], trials: Sequence[Trial]
) -> Iterator[Candidate]:
    """Each that explains these failed checks and would pass all that were passed."""
    for each in of:
        replay = case.replay(each)
        explains = all(case.explains(replay, trial) for trial in trials)
        if explains and case.passes_others(each):
            yield each


def _failing(trials: Sequence[Trial], candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that may fail all these checks, as far as it is known."""
    names = {trial.check.name for trial in trials}
    return [c for c in candidates if c.fails is None or names <= c.fails | c.may_fail]
