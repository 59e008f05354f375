"""Grade one mutant: does it lose points, and where?"""

from __future__ import annotations

import dataclasses

from autograder.authoring.mutants.mutant import Mutant
from autograder.errors import CourseError
from autograder.grading import Grader
from autograder.judge.check import Assignment, Exercise
from autograder.outcome import CheckOutcome, Status

CHECK_SECONDS = 5.0  # a mutant that hangs is known long before a student's patience ends


class _PointsLost(Exception):  # noqa: N818  what a mutant is made for
    def __init__(self, outcome: CheckOutcome) -> None:
        super().__init__(outcome.name)
        self.outcome = outcome


def impatient(assignment: Assignment) -> Assignment:
    """The same checks with shorter limits where they are long."""

    def shortened(exercise: Exercise) -> Exercise:
        checks = tuple(
            dataclasses.replace(check, seconds=min(check.seconds, CHECK_SECONDS))
            for check in exercise.checks
        )
        return dataclasses.replace(exercise, checks=checks)

    return dataclasses.replace(assignment, exercises=tuple(map(shortened, assignment.exercises)))


def lost_check(
    grader: Grader, assignment: Assignment, solution: str, mutant: Mutant, seed: str
) -> CheckOutcome | None:
    """The outcome of the first check that the mutant loses points in; None if it survives.

    CourseError if it makes the grader fail.
    """

    def stop_at_loss(exercise: Exercise, outcome: CheckOutcome) -> None:
        if outcome.status is Status.INTERNAL:
            raise CourseError(f"{mutant.id}: {outcome.name}: {outcome.message}")
        if outcome.status is not Status.PASSED:
            raise _PointsLost(outcome)

    text = mutant.planted_in(solution).encode()
    name, only = f"{assignment.name}.py", [mutant.exercise]
    try:
        grader.grade(assignment, name, text, seed=seed, only=only, progress=stop_at_loss)
    except _PointsLost as lost:
        return lost.outcome
    return None
