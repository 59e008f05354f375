"""A student's own files: found by themselves, checked one after the other, values shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from autograder.batch.find import ENDINGS, Found, assignment_of
from autograder.course.catalog import NAMES, assignment
from autograder.errors import SubmissionError, UsageError
from autograder.grading import Grader
from autograder.judge.check import Exercise
from autograder.messages import _
from autograder.outcome import CheckOutcome, Verdict


def lessons_here(folder: Path) -> list[Path]:
    """The lessons in a folder or in its exercises/, in course order; UsageError if there are none.

    A notebook is preferred to a Python file of the same name.
    """
    for place in (folder, folder / "exercises"):
        files = [place / (name + ending) for name in NAMES for ending in reversed(ENDINGS)]
        lessons: dict[str, Path] = {}
        for path in files:
            if path.is_file():
                lessons.setdefault(path.stem, path)
        if lessons:
            return list(lessons.values())
    raise UsageError(
        _(
            "There is no lesson in this folder, nor in exercises/. Name a file: "
            "autograder check softmax_regression.py"
        )
    )


def check_files(
    paths: Sequence[Path],
    assignment_name: str = "",
    seed: str = "",
    progress: Callable[[str, int, int], None] = lambda name, done, total: None,
) -> Iterator[Verdict | str]:
    """The verdict on each file, or a sentence that says why there is none."""
    with Grader() as grader:
        for path in paths:
            try:
                yield _check_file(grader, path, assignment_name, seed, progress)
            except (SubmissionError, UsageError) as error:
                yield str(error)


def _check_file(
    grader: Grader,
    path: Path,
    assignment_name: str,
    seed: str,
    progress: Callable[[str, int, int], None],
) -> Verdict:
    if path.is_dir():
        message = _("{path} is a folder. Name the files in it, or run this command there.")
        raise UsageError(message.format(path=path))
    if path.suffix not in ENDINGS:
        message = _("{path} is no lesson: its name ends neither in .py nor in .ipynb.")
        raise UsageError(message.format(path=path))
    if not path.is_file():
        raise UsageError(_("There is no file {path}.").format(path=path))
    data = Found(path.stem, path).read()
    chosen = assignment(assignment_name or assignment_of(path, data))
    total = sum(len(exercise.checks) for exercise in chosen.exercises)
    done = 0

    def count(exercise: Exercise, outcome: CheckOutcome) -> None:
        nonlocal done
        done += 1
        progress(exercise.name, done, total)

    return grader.grade(
        chosen, path.name, data, submission=path.stem, seed=seed, reveal=True, progress=count
    )
