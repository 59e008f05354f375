"""Short ways to grade code for the lesson whose folder a test stands in, or for a named one."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course.catalog import assignment
from autograder.grading import Grader
from autograder.outcome import Status, Verdict

SOLUTIONS = Path(__file__).parents[2] / "solutions"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of `exercise` and `right` gets every answer of its module's RIGHT, and so for WRONG."""
    for name in ("right", "wrong"):
        if name in metafunc.fixturenames:
            answers = [
                pytest.param(exercise, code, id=f"{exercise}-{title}")
                for exercise, codes in getattr(metafunc.module, name.upper()).items()
                for title, code in (codes.items() if isinstance(codes, dict) else enumerate(codes))
            ]
            metafunc.parametrize(("exercise", name), answers)


@pytest.fixture
def lesson(request: pytest.FixtureRequest) -> str:
    return request.path.parent.name


@pytest.fixture(scope="session")
def graded_in(grader: Grader) -> Callable[..., Verdict]:
    """`graded_in(lesson, code, exercise)`: the verdict on the solution with this code after it.

    Only the checks are meant, unless with `explain`: naming what is wrong takes most of the time.
    """

    def graded(
        lesson: str,
        code: str,
        exercise: str = "",
        seed: str = "",
        by: Grader = grader,
        explain: bool = False,
    ) -> Verdict:
        solution = (SOLUTIONS / f"{lesson}.py").read_text(encoding="utf-8")
        text = f"{solution}\n\n# %%\n{textwrap.dedent(code)}"
        only = [exercise] if exercise else []
        return by.grade(
            assignment(lesson), "student.py", text.encode(), seed=seed, only=only, explain=explain
        )

    return graded


@pytest.fixture
def graded(graded_in: Callable[..., Verdict], lesson: str) -> Callable[..., Verdict]:
    return lambda *arguments, **options: graded_in(lesson, *arguments, **options)


def complaints_of(verdict: Verdict) -> list[str]:
    return [
        f"{check.name} {check.status}: {check.message}"
        for check in verdict.checks
        if check.status is not Status.PASSED
    ]


@pytest.fixture
def complaints(graded: Callable[..., Verdict]) -> Callable[..., list[str]]:
    """What the checks say against the code, check by check."""
    return lambda *arguments, **options: complaints_of(graded(*arguments, **options))
