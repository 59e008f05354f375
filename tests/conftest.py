"""A running grader for the whole session, and a short way to grade a few lines with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from autograder.grading import Grader
from autograder.judge.check import Assignment, Check, CheckFunction, Exercise
from autograder.outcome import Verdict


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    """A grader with a fork server of its own; a test that kills servers makes another one."""
    with Grader() as running:
        yield running


def an_assignment(
    checks: Mapping[str, Sequence[CheckFunction]], seconds: float = 10.0, name: str = "small"
) -> Assignment:
    """An assignment of the given check functions by exercise, one point each."""
    return Assignment(
        name,
        name,
        tuple(
            Exercise(
                exercise,
                tuple(Check(run.__name__, "", 1.0, run, seconds, False) for run in functions),
            )
            for exercise, functions in checks.items()
        ),
    )


@pytest.fixture(scope="session")
def assignment_of() -> Callable[..., Assignment]:
    return an_assignment


@pytest.fixture(scope="session")
def grade(grader: Grader) -> Callable[..., Verdict]:
    """`grade(source, {"f": [check, ...]}, seconds=1)`: the verdict, through real processes.

    `seconds` is the limit of each check; other keywords go to `Grader.grade`.
    """

    def grade_source(
        source: str | bytes,
        checks: Mapping[str, Sequence[CheckFunction]],
        *,
        seconds: float = 10.0,
        filename: str = "alice.py",
        **options: Any,
    ) -> Verdict:
        data = source.encode() if isinstance(source, str) else source
        return grader.grade(an_assignment(checks, seconds), filename, data, **options)

    return grade_source
