"""The checks as ordinary pytest items: `pytest --submission softmax_regression.py`.

One item per check; an exercise whose stub is untouched is skipped. Everything else about judging is
as in `autograder check`: the submission runs in a process of its own. So pytest must not collect
the file itself: it would import it, and any conftest.py beside it, right here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.errors import AutograderError
from autograder.outcome import CheckOutcome, ExerciseOutcome, Status

if TYPE_CHECKING:
    from autograder.grading import Grader
    from autograder.judge.check import Assignment

WITHOUT_TESTS = Path(__file__).parent / "data" / "sample"
GRADER = pytest.StashKey["Grader"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("autograder")
    group.addoption(
        "--submission",
        action="append",
        default=[],
        metavar="FILE",
        help="check this notebook or Python file of the course; one item per check",
    )
    group.addoption("--assignment", default="", help="when the file's name does not tell it")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Collect nothing but the submissions, unless test files were named as well."""
    submissions = _submissions(config)
    for path in submissions:
        if not path.is_file():
            raise pytest.UsageError(f"--submission: there is no file {path}")
    if submissions and config.args_source is not config.ArgsSource.ARGS:
        config.args = [str(WITHOUT_TESTS)]


def _submissions(config: pytest.Config) -> list[Path]:
    return [Path(name).resolve() for name in config.getoption("submission")]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A submission in a folder of tests is no test file."""
    return True if collection_path.resolve() in _submissions(config) else None


def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    for path in _submissions(config):
        file: SubmissionFile = SubmissionFile.from_parent(session, path=path)
        try:
            items += file.collect()
        except AutograderError as error:
            raise pytest.UsageError(str(error)) from None


def pytest_unconfigure(config: pytest.Config) -> None:
    grader = config.stash.get(GRADER, None)
    if grader is not None:
        grader.server.close()


class SubmissionFile(pytest.File):
    """A submission; its exercises are graded when the first of their items runs."""

    def collect(self) -> Iterator[pytest.Item]:
        from autograder.batch.find import Found, assignment_of  # torch is slow
        from autograder.course.catalog import assignment

        data = Found(self.path.stem, self.path).read()
        name = self.config.getoption("assignment") or assignment_of(self.path, data)
        chosen = assignment(name)
        outcomes: dict[str, ExerciseOutcome] = {}
        for exercise in chosen.exercises:
            for check in exercise.checks:
                item: CheckItem = CheckItem.from_parent(self, name=f"{exercise.name}.{check.name}")
                item.set_up(chosen, exercise.name, check.name, data, outcomes)
                yield item


class CheckFailed(Exception):  # noqa: N818  shown as its message only
    """A check that did not pass."""


class CheckItem(pytest.Item):
    def set_up(
        self,
        assignment: Assignment,
        exercise: str,
        check: str,
        data: bytes,
        outcomes: dict[str, ExerciseOutcome],
    ) -> None:
        self.assignment, self.exercise, self.check = assignment, exercise, check
        self.data, self.outcomes = data, outcomes

    def runtest(self) -> None:
        outcome = self._outcome()
        if outcome.status in (Status.MISSING, Status.SKIPPED):
            pytest.skip(outcome.message)
        if outcome.status is not Status.PASSED:
            raise CheckFailed(f"[{outcome.status}] {outcome.message}")

    def _outcome(self) -> CheckOutcome:
        if self.exercise not in self.outcomes:
            verdict = grader_of(self.config).grade(
                self.assignment, self.path.name, self.data, reveal=True, only=[self.exercise]
            )
            self.outcomes[self.exercise] = verdict.exercises[0]
        checks = self.outcomes[self.exercise].checks
        return next(check for check in checks if check.name == self.check)

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: str | None = None
    ) -> str:
        if isinstance(excinfo.value, CheckFailed):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"{self.exercise}: {self.check}"


def grader_of(config: pytest.Config) -> Grader:
    """One fork server for the whole session, started when it is first needed."""
    from autograder.grading import Grader

    if GRADER not in config.stash:
        config.stash[GRADER] = Grader()
    return config.stash[GRADER]
