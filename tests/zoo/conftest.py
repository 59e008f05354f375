"""The zoo: whole submissions, each with what it tries and what it must get written at its head.

    # Tries: replaces torch.allclose by a function that always agrees.
    # Expects: l2_loss passed, l1_loss failed
    # Control: l2_loss passed, l1_loss passed

Everything between `# trick:` and `# end of trick` makes a submission a specimen. Its control is the
same file without these lines; unless it says otherwise, everything named passes then. So a hostile
file is known to lose its points for the trick alone. Of an exercise, "passed" means all its points,
a number so many, and any other word no points and this status of all its checks (`a|b`: either of
them); exercises that are not named are missing. "all passed" names every exercise.

`NAME.made.py` is run here and leaves the submission in `FILENAME` and `DATA`: for what no editor
would save, and what is too large to keep. `# Assignment:` names another one than loss_functions, and
`# Slow:` says why a specimen is not for runs that have no short limits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.course.catalog import assignment
from autograder.outcome import ExerciseOutcome, Status, Verdict

HERE = Path(__file__).parent
USUAL = "loss_functions"
FIELD = re.compile(
    r'^\W*(Tries|Expects|Control|Assignment|Slow): (.*?)(?:\\n)?"?,?\r?$', re.MULTILINE
)
TRICK = re.compile(r"^[^\n]*# trick:.*?# end of trick[^\n]*\n", re.MULTILINE | re.DOTALL)
Expected = Mapping[str, str]  # by the name of the exercise


@dataclass(frozen=True)
class Specimen:
    """A submission that has to get a certain verdict."""

    name: str
    filename: str
    data: bytes
    assignment: str
    tries: str
    expected: Expected
    is_slow: bool
    is_control: bool

    @property
    def hangs(self) -> frozenset[str]:
        """The exercises that have to run out of time."""
        return frozenset(name for name, words in self.expected.items() if "timeout" in words)


def read(path: Path) -> list[Specimen]:
    """The specimen in a file, and its control if it has a trick to be taken out."""
    text = path.read_bytes().decode("utf-8")
    fields = dict(FIELD.findall(text))
    chosen = fields.get("Assignment", USUAL)
    expected = _expected(fields["Expects"], chosen)
    usual = dict.fromkeys(expected, "passed")
    controlled = _expected(fields["Control"], chosen) if "Control" in fields else usual
    variants = [("", text, expected)]
    if TRICK.search(text):
        variants.append(("-control", TRICK.sub("", text), controlled))
    name = f"{path.parent.name}/{path.name.split('.')[0]}"
    return [
        Specimen(name + which, *_content(path, variant), chosen, fields["Tries"], wanted,
                 "Slow" in fields, which != "")
        for which, variant, wanted in variants
    ]  # fmt: skip


def _content(path: Path, text: str) -> tuple[str, bytes]:
    if not path.name.endswith(".made.py"):
        return path.name, text.encode()
    made: dict[str, Any] = {"notebook": notebook, "code": code, "check": check_cell}
    exec(compile(text, path, "exec"), made)  # noqa: S102  ours, unlike what it makes
    return made["FILENAME"], made["DATA"]


def _expected(words: str, chosen: str) -> dict[str, str]:
    if words == "all passed":
        return {exercise.name: "passed" for exercise in assignment(chosen).exercises}
    pairs = (part.split() for part in words.split(", "))
    return dict(pairs)


def notebook(*cells: Any, **more: Any) -> bytes:
    """A notebook's file with these cells, in the present format unless `more` says otherwise."""
    head = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(head | more).encode()


def code(source: str, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": [],
            "execution_count": None}  # fmt: skip


def check_cell(source: str, points: float = 2.0, **changes: Any) -> dict[str, Any]:
    """A cell as nbgrader has them for tests, with changes of its marks."""
    marks = {"grade": True, "solution": False, "locked": True, "points": points,
             "grade_id": "test-l1", "schema_version": 3}  # fmt: skip
    return code(source, nbgrader=marks | changes)


def wrong_about(specimen: Specimen, verdict: Verdict) -> list[str]:
    """What is not as stated; nothing if all is well."""
    found = []
    for exercise in verdict.exercises:
        wanted = specimen.expected.get(exercise.name, "missing")
        if not _is_as_stated(exercise, wanted):
            seen = [f"{check.status}: {check.message}" for check in exercise.checks]
            found.append(f"{specimen.name}: {exercise.name} is not {wanted} but {seen}")
    for check in verdict.checks:
        is_silent = check.status is Status.PASSED
        if is_silent is bool(check.message) or len(check.message) > 700:
            found.append(f"{specimen.name}: {check.name}: a message of {len(check.message)}")
        if not check.message.isprintable():
            found.append(f"{specimen.name}: {check.name}: unprintable {check.message!r}")
    return found


def _is_as_stated(exercise: ExerciseOutcome, wanted: str) -> bool:
    if wanted == "passed":
        return exercise.score == exercise.max_score
    if wanted[0].isdecimal():
        return exercise.score == float(wanted)
    return exercise.score == 0 and {str(c.status) for c in exercise.checks} <= {*wanted.split("|")}


@pytest.fixture(scope="session")
def specimens_of() -> Callable[[str], list[Specimen]]:
    """The specimens of a family, each followed by its control."""

    def of(family: str) -> list[Specimen]:
        paths = sorted(path for path in (HERE / family).iterdir() if path.suffix != ".pyc")
        return [specimen for path in paths if path.is_file() for specimen in read(path)]

    return of


@pytest.fixture(scope="session")
def problems() -> Callable[[Specimen, Verdict], list[str]]:
    return wrong_about
