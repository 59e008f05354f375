"""Generated exercises import cleanly and hold stubs and no solution."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.build import BEGIN, END, drifted, exercise_text
from autograder.course.catalog import NAMES, assignment
from autograder.errors import CourseError
from autograder.worker.cells import read_cells
from autograder.worker.load import new_module, run_cells

ROOT = Path(__file__).parents[2]


def test_nothing_has_drifted() -> None:
    assert drifted(ROOT) == []


def test_a_hand_edited_exercise_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "solutions").symlink_to(ROOT / "solutions")
    (tmp_path / "exercises").mkdir()
    for name in NAMES:
        (tmp_path / "exercises" / f"{name}.py").write_text(exercise_text(ROOT, name))
    assert drifted(tmp_path) == []
    with (tmp_path / "exercises" / "loss_functions.py").open("a") as stream:
        stream.write("# a note\n")
    assert drifted(tmp_path) == [Path("exercises", "loss_functions.py")]


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_of_the_catalog_is_a_stub_with_a_docstring(name: str) -> None:
    text = exercise_text(ROOT, name)
    assert BEGIN not in text
    assert END not in text
    namespace = new_module().__dict__
    report = run_cells(read_cells(text.encode(), f"{name}.py"), namespace)
    assert report["faults"] == []
    exercises = [exercise.name for exercise in assignment(name).exercises]
    assert sorted(report["stubs"]) == sorted(exercises)
    for exercise in exercises:
        assert len(namespace[exercise].__doc__) > 60, exercise


@pytest.mark.parametrize("name", NAMES)
def test_running_an_untouched_lesson_ends_in_the_stub(name: str, tmp_path: Path) -> None:
    """Imports are fine; the first demonstration says what is missing."""
    path = ROOT / "exercises" / f"{name}.py"
    done = subprocess.run(
        [sys.executable, "-c", f"import runpy; runpy.run_path({str(path)!r})"],
        capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_a_course_without_its_solutions_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="solutions"):
        exercise_text(tmp_path, "loss_functions")
