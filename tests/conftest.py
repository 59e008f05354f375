"""A running grader for the whole session, and a short way to grade a few lines with it.

It draws the same inputs in every run, so that what fails once fails again and can be looked into;
`--drawn-from new` draws others. How often checks reject right answers, or accept wrong ones,
whatever is drawn, is measured by benchmarks/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from autograder.grading import Grader
from autograder.jail.submission import Submission
from autograder.judge.check import Assignment, Check, CheckFunction, Exercise
from autograder.judge.draw import new_seed
from autograder.outcome import Verdict


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--drawn-from", default="a5" * 16, help="seed of checks' inputs, or 'new'")


def pytest_configure(config: pytest.Config) -> None:
    if config.option.drawn_from == "new":
        config.option.drawn_from = new_seed()


def pytest_report_header(config: pytest.Config) -> str:
    return f"inputs of checks drawn from: {config.option.drawn_from}"


class RepeatableGrader(Grader):
    """Grades with the seed of this run of the tests, where a test gives none."""

    def __init__(self, seed: str) -> None:
        super().__init__()
        self.seed = seed

    def grade_loaded(self, *arguments: Any, **options: Any) -> tuple[Verdict, Submission]:
        options["seed"] = options.get("seed") or self.seed
        return super().grade_loaded(*arguments, **options)


@pytest.fixture(scope="session")
def grader(request: pytest.FixtureRequest) -> Iterator[Grader]:
    """A grader with a fork server of its own; a test that kills servers makes another one."""
    with RepeatableGrader(request.config.option.drawn_from) as running:
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
