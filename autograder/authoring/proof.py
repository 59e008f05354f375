"""Proofs of the course: stubs earn nothing, solutions all, mistakes lose points and are named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.build import exercise_text
from autograder.course.catalog import NAMES, assignment
from autograder.course.mistake import KnownMistake, mistakes
from autograder.course.siblings import siblings_of
from autograder.errors import CourseError
from autograder.grading import Grader
from autograder.judge.check import Assignment
from autograder.outcome import Status, Verdict

SEED = "0" * 32  # a proof says the same each time; how often a name is missed is a benchmark's
# How messages begin to show a value; they do in `autograder check` alone.
_DRAWN = re.compile(r"For example|It is .*, expected|Your weights")


@dataclass(frozen=True)
class Step:
    """One statement tried: what about, and why it does not hold ('' if it does)."""

    subject: str
    failure: str
    done: int
    total: int


def prove(root: Path, names: Sequence[str] = (), seed: str = "") -> Iterator[Step]:
    """Try every statement about the assignments (all of them if none is named).

    A mistake is named with most draws, not with all: of few numbers two mistakes may lead to the
    same. So all have one seed, unless another is given.
    """
    statements: list[tuple[str, Callable[[Grader], str]]] = []
    for name in names or NAMES:
        statements += _statements(root, assignment(name), seed or SEED)
    with Grader() as grader:
        for number, (subject, holds) in enumerate(statements, 1):
            yield Step(subject, holds(grader), number, len(statements))


def _statements(
    root: Path, chosen: Assignment, seed: str
) -> Iterator[tuple[str, Callable[[Grader], str]]]:
    path = root / "solutions" / f"{chosen.name}.py"
    if not path.is_file():
        raise CourseError(f"There is no {path}. Run this in the course's folder, or name --root.")
    solution, stub = path.read_text(encoding="utf-8"), exercise_text(root, chosen.name)

    def grade(grader: Grader, text: str, only: Sequence[str] = ()) -> Verdict:
        return grader.grade(chosen, f"{chosen.name}.py", text.encode(), seed=seed, only=only)

    yield f"{chosen.name}: stub", lambda grader: stub_fault(grade(grader, stub))
    yield f"{chosen.name}: solution", lambda grader: solution_fault(grade(grader, solution))
    for mistake in mistakes(chosen.name):

        def holds(grader: Grader, mistake: KnownMistake = mistake) -> str:
            planted = mistake.planted_in(solution)
            return mistake_fault(grade(grader, planted, [mistake.exercise]), mistake.id)

        yield f"{chosen.name}: {mistake.id}", holds


def stub_fault(verdict: Verdict) -> str:
    """Why an untouched stub's verdict is not as it should be, or ''."""
    other = [check for check in verdict.checks if check.status is not Status.MISSING]
    if other:
        return f"status {other[0].status} in an untouched stub: {other[0].message}"
    return "" if verdict.score == 0 else f"an untouched stub earned {verdict.score}"


def solution_fault(verdict: Verdict) -> str:
    for exercise in verdict.exercises:
        for check in exercise.checks:
            if check.status is not Status.PASSED:
                return (
                    f"{exercise.name}.{check.name} {check.status} with seed {verdict.seed}: "
                    f"{check.message}"
                )
        if exercise.mistakes:
            return f"{exercise.name} is right, and {exercise.mistakes[0].id} is named"
    return ""


def mistake_fault(verdict: Verdict, id_: str) -> str:
    if any(check.status is Status.INTERNAL for check in verdict.checks):
        return "made the grader fail"
    if verdict.score is None or verdict.score >= verdict.max_score:
        return f"lost no points with seed {verdict.seed}"
    for check in verdict.checks:
        if _DRAWN.search(check.message):
            return f"{check.name} shows a drawn value: {check.message}"
    group = siblings_of(id_)
    named = [mistake.id for exercise in verdict.exercises for mistake in exercise.mistakes]
    if named != [group.ids[0] if group else id_]:
        return f"taken for {' and '.join(named) or 'none that is known'}, seed {verdict.seed}"
    return ""
