"""A whole assignment, and no point lost twice for one mistake.

An exercise that lost points while functions it builds on are broken is judged once more, with the
course's versions of exactly those in their places; the better result counts. Two that are wrong by
themselves may be right together, for whoever divides here what others divide there: so if points
are still lost, it is judged with some of them exchanged, and at last with all that it builds on:
who mends in one caller what another passes on has helpers that are right with nothing of the
course's among them. Helpers are settled before what builds on
them: when a helper's text reaches a submission's process, nothing it answers is judged any more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, islice
from typing import Protocol

from autograder.judge.check import Assignment, Exercise
from autograder.judge.explain import explained
from autograder.judge.notes import (
    earlier_counts,
    first_mend,
    graded_with,
    is_kept_from,
    last_counts,
    with_note,
)
from autograder.judge.record import Judged
from autograder.judge.rerun import said_against
from autograder.judge.run import Progress, judge_exercise
from autograder.judge.session import Helpers, Submission
from autograder.messages import _
from autograder.outcome import ExerciseOutcome, Mistake, Status

MOST_TRIES = 8  # of an exercise with the course's helpers: any choice among three, and all
# How checks of a helper end that gives its callers nothing to build on, or makes them wait for it.
_USELESS = frozenset({Status.TIMEOUT, Status.MEMORY, Status.CRASHED, Status.SKIPPED})


class Course(Protocol):
    """What a course knows of an exercise (`autograder.reference.Reference`)."""

    def helpers(self, exercise: Exercise, names: Collection[str]) -> Helpers | None:
        """Right versions of functions that the exercise builds on; None where there are none."""

    def mistakes(self, judged: Judged) -> tuple[Mistake, ...] | None:
        """What explains the points lost; None where nothing is known about the exercise."""


def run_assignment(
    assignment: Assignment,
    submission: Submission,
    seed: str,
    *,
    reveal: bool = False,
    only: Iterable[str] = (),
    progress: Progress = lambda exercise, outcome: None,
    course: Course | None = None,
) -> tuple[ExerciseOutcome, ...]:
    """The outcome of each exercise (or of those named in `only`), in the course's order.

    `reveal` lets messages show single expected values; only for people who check their own work.
    Without a `course` no mistake is named, and no helper stands in for a broken one.
    """
    wanted = set(only) or {exercise.name for exercise in assignment.exercises}

    def judge(exercise: Exercise, helpers: Helpers | None = None) -> Judged:
        shown = progress if exercise.name in wanted and helpers is None else _quietly
        judged = judge_exercise(assignment.name, exercise, submission, seed,
                                reveal=reveal, helpers=helpers, progress=shown)  # fmt: skip
        return judged if judged.lost else replace(judged, trials=())  # they hold all replies

    chosen = [exercise for exercise in assignment.exercises if exercise.name in wanted]
    own = {exercise.name: judge(exercise) for exercise in chosen}
    if course is None:
        found = [_explained(own[exercise.name], own[exercise.name]) for exercise in chosen]
    else:
        jury = _Jury(assignment, submission, own, judge, course)
        found = [
            _explained(*jury.settled(each), course, each.name in submission.taken)
            for each in chosen
        ]
    return tuple(_of_the_last_definition(outcome, submission) for outcome in found)


def _of_the_last_definition(outcome: ExerciseOutcome, submission: Submission) -> ExerciseOutcome:
    """With a note, if points are lost and there are others, one of which may be meant to count."""
    name = outcome.name
    vain = [each for each in submission.faults if is_kept_from(name, each)]
    is_told = name in submission.redefined and name not in submission.taken
    if outcome.score == outcome.max_score or not (vain or is_told):
        return outcome
    note = (
        earlier_counts(name, vain[-1]) if vain else last_counts(name, *submission.redefined[name])
    )
    return replace(outcome, notes=(*outcome.notes, note))


def _quietly(exercise: Exercise, outcome: object) -> None:
    pass


def _explained(
    counts: Judged, tells: Judged | None, course: Course | None = None, is_taken: bool = False
) -> ExerciseOutcome:
    """The outcome that counts, with what is known about the mistakes of the one that tells more.

    An exception is explained only if it came in the one that counts: one that came beside other
    helpers may have come of them. That of a name that means something else, as is said, is not.
    """
    outcome = counts.outcome
    speaks = counts if counts.telling or tells is None else tells
    if not counts.lost or not speaks.telling:
        return outcome
    named = course.mistakes(tells) if course and tells and tells.telling else None
    meanings = [explained(fault, speaks.shown) for fault in speaks.faults if not is_taken]
    found = named or tuple(dict.fromkeys(meaning for meaning in meanings if meaning))
    is_unknown = named is not None and not found and not is_taken
    notes = [*outcome.notes, *([_("No known mistake explains this.")] if is_unknown else [])]
    return replace(outcome, mistakes=(*outcome.mistakes, *found), notes=tuple(notes))


class _Jury:
    """Settles exercises one after the other, what they build on first."""

    def __init__(
        self,
        assignment: Assignment,
        submission: Submission,
        own: dict[str, Judged],
        judge: Callable[[Exercise, Helpers | None], Judged],
        course: Course,
    ) -> None:
        self.exercises = {exercise.name: exercise for exercise in assignment.exercises}
        self.submission, self.own, self.judge, self.course = submission, own, judge, course
        self.done: dict[str, tuple[Judged, Judged | None]] = {}

    def settled(self, exercise: Exercise) -> tuple[Judged, Judged | None]:
        """The result that counts, and the one that tells most about the exercise's own mistakes.

        None tells about them where they cannot be told from those of its helpers.
        """
        name = exercise.name
        if name not in self.done:
            if name not in self.own:  # not asked for, but something that was builds on it
                self.own[name] = self.judge(exercise, None)
            self.done[name] = self._settle(exercise, self.own[name])
        return self.done[name]

    def _settle(self, exercise: Exercise, own: Judged) -> tuple[Judged, Judged | None]:
        if not own.lost or not own.is_there:
            return own, own
        parts = self._builds_on(exercise)
        broken = [name for name in parts if self._is_broken(name)]
        if not broken or (own.is_forbidden and not any(map(self._is_forbidden, broken))):
            return own, own
        tried = self._tried(exercise, own, broken, parts)
        if not tried:
            told = with_note(own, first_mend(broken))
            return told, told
        helpers, best = max(tried, key=lambda pair: pair[1].score)  # of several the first
        if best.score > own.score:
            told = with_note(best, graded_with(helpers, broken))
            told = replace(told, outcome=replace(told.outcome, graded_with="reference"))
            return told, told
        with_all = tried[0][1]
        if own.is_forbidden:
            return own, own
        if _fails_more(with_all, own):
            return with_note(own, first_mend(broken)), None
        is_its_own = _says(with_all) == _says(own)
        return own if is_its_own else with_note(own, first_mend(broken)), with_all

    def _tried(
        self, exercise: Exercise, own: Judged, broken: Sequence[str], parts: Sequence[str]
    ) -> list[tuple[Helpers, Judged]]:
        """The exercise with the course's versions of all that is broken, of some of it, of all.

        Up to one that loses nothing, or until they take long. What says the same with all that is
        broken as with none of it is not tried with some of it.
        """
        tried: list[tuple[Helpers, Judged]] = []
        spent, is_same = 0.0, False
        choices = [*islice(_choices(broken, self._is_useless), MOST_TRIES - 1)]
        if len(parts) > len(broken):
            choices.append(tuple(parts))
        for names in choices:
            if is_same and len(names) < len(parts):
                continue
            helpers = self.course.helpers(exercise, names)
            if helpers is None:
                break
            judged = self.judge(exercise, helpers)
            tried.append((helpers, judged))
            spent += sum(check.seconds for check in judged.outcome.checks)
            if not judged.lost or _takes_long(judged) or spent > exercise.seconds:
                break
            if len(tried) == 1:  # with all that is broken
                is_same = _says(judged) == _says(own)
        return tried

    def _builds_on(self, exercise: Exercise) -> list[str]:
        """The exercises it uses, those they use, and so on, in an order without gaps."""
        found: dict[str, None] = {}
        waiting = list(exercise.uses)
        while waiting:
            name = waiting.pop(0)
            if name not in found and name != exercise.name:
                found[name] = None
                waiting += self.exercises[name].uses if name in self.exercises else ()
        return list(found)

    def _is_broken(self, name: str) -> bool:
        """Whether it lost points by its own fault; of what is not graded here, if it is absent."""
        if name not in self.exercises:
            return name not in self.submission.names
        return self.settled(self.exercises[name])[0].lost

    def _is_forbidden(self, name: str) -> bool:
        return name in self.exercises and self.settled(self.exercises[name])[0].is_forbidden

    def _is_useless(self, name: str) -> bool:
        """Whether nothing can build on it as it is: it is not there, hangs, or ends the process."""
        if name not in self.exercises:
            return True
        judged = self.settled(self.exercises[name])[0]
        return not judged.is_there or any(c.status in _USELESS for c in judged.outcome.checks)


def _choices(broken: Sequence[str], is_useless: Callable[[str], bool]) -> Iterator[tuple[str, ...]]:
    """What to exchange: all that is broken, then only one of it, then other parts of it.

    What is useless is always exchanged.
    """
    yield tuple(broken)
    useless = [name for name in broken if is_useless(name)]
    free = [name for name in broken if name not in useless]
    for size in range(0 if useless else 1, len(free)):
        for some in combinations(free, size):
            yield tuple(name for name in broken if name in useless or name in some)


def _says(judged: Judged) -> list[tuple[Status, str]]:
    return [(trial.outcome.status, said_against(trial)) for trial in judged.trials]


def _takes_long(judged: Judged) -> bool:
    return any(check.status is Status.TIMEOUT for check in judged.outcome.checks)


def _fails_more(one: Judged, other: Judged) -> bool:
    """Whether it fails a check that the other one passes."""
    passed = {trial.check.name for trial in other.trials if trial.is_passed}
    return any(trial.check.name in passed and not trial.is_passed for trial in one.trials)
