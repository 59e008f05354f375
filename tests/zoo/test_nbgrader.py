"""Hostile submissions in one run of nbgrader's autograde, with honest ones between them."""

from __future__ import annotations

import ctypes
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
import torch
from nbgrader.api import Gradebook

from autograder.course.catalog import assignment
from autograder.jail import bubblewrap
from autograder.outcome import Verdict, from_json

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not bubblewrap.executable(), reason="there is no bubblewrap here"),
    pytest.mark.skipif(sys.platform != "linux", reason="process trees are Linux's"),
]

ROOT = Path(__file__).parents[2]
LESSON = "loss_functions"
POINTS = {exercise.name: exercise.points for exercise in assignment(LESSON).exercises}
CHOSEN = {
    "forgery": ["comparisons_of_torch", "equal_to_everything", "every_descriptor", "frames_ahead", "os_exit",
                "pickled_reply", "printed_report", "replaced_worker", "says_passed", "two_replies",
                "files_named_like_ours"],
    "theft": ["environment", "objects_in_memory", "solution_on_disk", "paths_of_the_machine"],
    "resources": ["daemon", "flood", "huge_message", "memory_of_tensors", "many_big_files",
                  "exception_that_raises"],
    "interference": ["kills_everything", "kills_server", "sockets", "poisoned_caches"],
}  # fmt: skip
HONEST = """
import torch
def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
def l1_loss(y_hat, y):
    return (y_hat - y).abs()
"""
HONEST_EVERY = 5


@dataclass(frozen=True)
class Graded:
    """A class whose work nbgrader has graded."""

    folder: Path
    students: Mapping[str, Any]  # the specimen of each; None for an honest submission
    canary: str  # in the command's environment
    said: str
    left: Mapping[str, Any]

    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.folder}/gradebook.db")


@pytest.fixture
def left_running() -> Iterator[Callable[[], set[psutil.Process]]]:
    """Tells which processes a command left running; they are ended afterwards.

    What it leaves becomes a child of this process. Children from before are not meant: other
    tests' servers, which still wait for work.
    """
    subreaper = 36
    ctypes.CDLL(None).prctl(subreaper, 1, 0, 0, 0)
    before = set(psutil.Process().children(recursive=True))

    def left() -> set[psutil.Process]:
        return set(psutil.Process().children(recursive=True)) - before

    yield left
    ctypes.CDLL(None).prctl(subreaper, 0, 0, 0, 0)
    for process in left():
        process.kill()


def nbgrader(folder: Path, *command: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "nbgrader", *command],
        cwd=folder,
        env=os.environ | {"HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)} | environment,
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout + done.stderr


def handed_in(released: Path, text: str) -> Any:
    """The notebook as released, with a whole file in the place of the first solution."""
    made = nbformat.read(released, as_version=4)
    first = True
    for cell in made.cells:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and marks.get("solution"):
            cell.source, first = (text, False) if first else ("# see above", False)
    return made


@pytest.fixture
def graded(
    specimens_of: Callable[[str], list[Any]],
    tmp_path: Path,
    left_running: Callable[[], set[psutil.Process]],
) -> Graded:
    folder, temporary = tmp_path / "course", tmp_path / "temporary"
    for each in (folder / "source", folder / "home", temporary):
        each.mkdir(parents=True)
    shutil.copy(ROOT / "source" / "header.ipynb", folder / "source")
    shutil.copytree(ROOT / "source" / LESSON, folder / "source" / LESSON)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as stream:
        stream.write('\nc.Judge.verdicts = "verdicts"\n')
    nbgrader(folder, "generate_assignment", LESSON)
    specimens = [
        specimen
        for family, names in CHOSEN.items()
        for specimen in specimens_of(family)
        if not specimen.is_control and specimen.name.partition("/")[2] in names
    ]
    students: dict[str, Any] = {}
    for number, specimen in enumerate(specimens):
        if number % HONEST_EVERY == 0:
            students[f"{number:02}honest"] = None
        students[f"{number:02}{specimen.name.partition('/')[2].replace('_', '')}"] = specimen
    students["99honest"] = None
    for student, specimen in students.items():
        path = folder / "submitted" / student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        text = specimen.data.decode() if specimen else HONEST
        nbformat.write(handed_in(folder / "release" / LESSON / f"{LESSON}.ipynb", text), path)
    canary = f"ZOO-CANARY-{secrets.token_hex(8)}"
    cache = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    said = nbgrader(folder, "autograde", LESSON, TMPDIR=str(temporary), XDG_CACHE_HOME=cache,
                    AUTOGRADER_ZOO=canary)  # fmt: skip
    left = {
        "processes": left_running(),
        "files": os.listdir(temporary),
        "home": [path for path in (folder / "home").rglob("*") if "owned" in path.name],
        "outside": os.path.exists("/tmp/owned"),  # noqa: S108
    }
    return Graded(folder, students, canary, said, left)


def scores(book: Gradebook, student: str) -> dict[str, float | None]:
    found = book.find_submission_notebook(LESSON, LESSON, student)
    return {grade.name: grade.auto_score for grade in found.grades}


def wrong_scores(graded: Graded, specimen: Any, found: Mapping[str, float | None]) -> list[str]:
    """Where the gradebook does not have all points for what is right and none for the rest."""
    expected = specimen.expected if specimen else {"l2_loss": "passed", "l1_loss": "passed"}
    wrong = []
    for name, points in POINTS.items():
        words = expected.get(name, "missing")
        (score,) = [score for cell, score in found.items() if cell.endswith(name)]
        share = float(words) / points if words[0].isdecimal() else float(words == "passed")
        book_points = 0.0 if score is None else score
        if score is None or (share in (0, 1) and (book_points > 0) != bool(share)):
            wrong.append(f"{name}: {score}, expected {words}")
    return wrong


def test_in_nbgrader_they_get_what_they_deserve_and_nobody_else_does(
    graded: Graded,
    problems: Callable[[Any, Verdict], list[str]],
) -> None:
    assert len([specimen for specimen in graded.students.values() if specimen]) >= 20
    hidden = [graded.canary, str(graded.folder), str(ROOT), sys.prefix,
              str(Path(torch.__file__).parents[1])]  # fmt: skip
    found: list[str] = []
    book = graded.gradebook()
    for student, specimen in graded.students.items():
        text = (graded.folder / "verdicts" / LESSON / f"{student}.json").read_text(encoding="utf-8")
        verdict = from_json(json.loads(text))
        page = graded.folder / "autograded" / student / LESSON / f"{LESSON}.ipynb"
        shown = text + page.read_text(encoding="utf-8")
        found += [f"{student} shows {secret}" for secret in hidden if secret in shown]
        found += [
            f"{student}: {each}" for each in wrong_scores(graded, specimen, scores(book, student))
        ]
        if verdict.isolation != "jail":
            found.append(f"{student}: graded without a jail")
        if specimen:
            found += problems(specimen, verdict)
    book.close()
    assert not found, "\n".join(found)
    assert "Traceback" not in graded.said
    assert graded.left == {"processes": set(), "files": [], "home": [], "outside": False}
