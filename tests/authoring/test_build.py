"""Generated exercises import cleanly and hold stubs and no solution; a changed file is noticed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.build import drifted, exercise_text, write_all
from autograder.authoring.stubs import BEGIN, END
from autograder.course.catalog import NAMES, assignment
from autograder.errors import CourseError
from autograder.worker.cells import read_cells
from autograder.worker.load import run_cells
from autograder.worker.shell import new_shell

ROOT = Path(__file__).parents[2]


def test_nothing_has_drifted() -> None:
    assert drifted(ROOT) == []


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of its own, built."""
    (tmp_path / "solutions").symlink_to(ROOT / "solutions")
    (tmp_path / "source").mkdir()
    shutil.copy(ROOT / "source" / "header.py", tmp_path / "source")
    written = write_all(tmp_path)
    assert len(written) == 3 * len(NAMES) + 1
    return tmp_path


def test_what_was_just_built_has_not_drifted(course: Path) -> None:
    assert drifted(course) == []


@pytest.mark.parametrize(
    "path",
    ["exercises/loss_functions.py", "source/loss_functions/loss_functions.ipynb",
     "autograder/course/softmax_regression/reference.txt", "source/header.ipynb"],
)  # fmt: skip
def test_a_generated_file_that_was_changed_or_deleted_is_noticed(path: str, course: Path) -> None:
    with (course / path).open("a") as stream:
        stream.write("\n")
    assert drifted(course) == [Path(path)]
    (course / path).unlink()
    assert drifted(course) == [Path(path)]


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_of_the_catalog_is_a_stub_with_a_docstring(name: str) -> None:
    text = exercise_text(ROOT, name)
    assert BEGIN not in text
    assert END not in text
    namespace = new_shell().user_ns
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


@pytest.mark.parametrize("name", NAMES)
def test_no_model_answer_is_shown(name: str) -> None:
    text = exercise_text(ROOT, name)
    solution = (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    questions = solution.count('# %% [markdown] answer="')
    assert text.count("# YOUR ANSWER HERE\n") == questions > 0
    assert "*1 point*" in solution
    assert "*1 point*" not in text


@pytest.mark.parametrize("missing", ["jupytext", "nbgrader"])
def test_without_the_notebook_packages_one_message_says_what_to_install(missing: str) -> None:
    """A package that sys.modules holds as None is one that is not installed."""
    code = f"""
import sys
sys.modules[{missing!r}] = None
sys.argv = ["autograder", "build", "--check", "--root", {str(ROOT)!r}]
from autograder.cli import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    said = " ".join(done.stderr.split())
    assert f"{missing} is not installed" in said
    assert "pip install 'autograder[notebooks]'" in said
    assert "Traceback" not in said
