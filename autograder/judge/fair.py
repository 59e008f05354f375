"""A whole assignment, and no point lost twice for one mistake.

An exercise that lost points while functions it builds on are broken is judged once more, with the
course's versions of exactly those in their places; the better result counts. Helpers are settled
before what builds on them: when a helper's text reaches a submission's process, nothing it answers
is judged any more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Protocol

from autograder.judge.check import Assignment, Exercise
from autograder.judge.explain import explained
from autograder.judge.record import Judged
from autograder.judge.run import Progress, judge_exercise
from autograder.judge.session import Helpers, Submission
from autograder.messages import _, n_
from autograder.outcome import ExerciseOutcome, Mistake


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
        return tuple(_explained(own[exercise.name], own[exercise.name]) for exercise in chosen)
    jury = _Jury(assignment, submission, own, judge, course)
    return tuple(_explained(*jury.settled(exercise), course) for exercise in chosen)


def _quietly(exercise: Exercise, outcome: object) -> None:
    pass


def _explained(counts: Judged, tells: Judged, course: Course | None = None) -> ExerciseOutcome:
    """The outcome that counts, with what is known about the mistakes of the one that tells more."""
    outcome = counts.outcome
    if not counts.lost or not tells.telling:
        return outcome
    named = course.mistakes(tells) if course else None
    meanings = [explained(fault, tells.shown) for fault in tells.faults]
    found = named or tuple(dict.fromkeys(meaning for meaning in meanings if meaning))
    is_unknown = named is not None and not found
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
        self.done: dict[str, tuple[Judged, Judged]] = {}

    def settled(self, exercise: Exercise) -> tuple[Judged, Judged]:
        """The result that counts, and the one that tells most about the exercise's own mistakes."""
        name = exercise.name
        if name not in self.done:
            if name not in self.own:  # not asked for, but something that was builds on it
                self.own[name] = self.judge(exercise, None)
            self.done[name] = self._settle(exercise, self.own[name])
        return self.done[name]

    def _settle(self, exercise: Exercise, own: Judged) -> tuple[Judged, Judged]:
        if not own.lost or not own.is_there or own.is_forbidden:
            return own, own
        broken = [name for name in self._builds_on(exercise) if self._is_broken(name)]
        if not broken:
            return own, own
        helpers = self.course.helpers(exercise, broken)
        if helpers is None:
            note = _("It builds on {names}: first make that pass its own checks.")
            told = _with_note(own, note.format(names=_listed(broken)))
            return told, told
        helped = self.judge(exercise, helpers)
        if not helped.score > own.score:
            return own, helped
        note = n_(
            "Graded with the course's {names}, because yours does not work yet.",
            "Graded with the course's {names}, because yours do not work yet.",
            len(helpers.names),
        )
        told = _with_note(helped, note.format(names=_listed(helpers.names)))
        told = replace(told, outcome=replace(told.outcome, graded_with="reference"))
        return told, told

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


def _with_note(judged: Judged, note: str) -> Judged:
    return replace(judged, outcome=replace(judged.outcome, notes=(note,)))


def _listed(names: Collection[str]) -> str:
    *most, last = names
    return _("{most} and {last}").format(most=", ".join(most), last=last) if most else last
