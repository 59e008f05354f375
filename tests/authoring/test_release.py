"""The real `nbgrader generate_assignment` makes of source/ what students may see."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.authoring.build import exercise_text
from autograder.authoring.stubs import BEGIN, END, STUB
from autograder.course.catalog import NAMES, assignment
from autograder.grading import Grader
from autograder.outcome import Status

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course, all six assignments released."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "source", folder / "source")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    (folder / "home").mkdir()
    for name in NAMES:
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", "generate_assignment", name],
            cwd=folder,
            env={**os.environ, "HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "WARNING" not in done.stderr
        assert "ERROR" not in done.stderr
    return folder


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader() as grader:
        yield grader


def released(course: Path, name: str) -> Any:
    return nbformat.read(course / "release" / name / f"{name}.ipynb", as_version=4)


def source(course: Path, name: str) -> Any:
    return nbformat.read(course / "source" / name / f"{name}.ipynb", as_version=4)


def marked(notebook: Any, **wanted: bool) -> list[Any]:
    """The cells whose nbgrader metadata say so."""
    return [
        cell
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
        and all(cell.metadata.nbgrader[key] is value for key, value in wanted.items())
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
class TestReleased:
    def test_no_solution_and_no_model_answer_is_left(self, name: str, course: Path) -> None:
        text = (course / "release" / name / f"{name}.ipynb").read_text(encoding="utf-8")
        assert BEGIN not in text
        assert END not in text
        plain = exercise_text(ROOT, name)
        for cell in marked(released(course, name), solution=True, grade=False):
            assert STUB in cell.source
            assert cell.source in plain, "a stub is the same in a notebook and in a plain file"
        for answer in marked(source(course, name), solution=True, grade=True):
            for paragraph in answer.source.split("\n\n"):
                assert paragraph.split("\n")[0] not in text
        answers = marked(released(course, name), solution=True, grade=True)
        assert {cell.source for cell in answers} == {"YOUR ANSWER HERE"}

    def test_students_can_edit_what_is_theirs_and_nothing_that_is_graded_by_machine(
        self, name: str, course: Path
    ) -> None:
        notebook = released(course, name)
        for cell in marked(notebook, solution=True):
            assert (cell.metadata.get("editable"), cell.metadata.deletable) == (None, False)
        for cell in marked(notebook, solution=False, locked=True):
            assert (cell.metadata.editable, cell.metadata.deletable) == (False, False)
        assert len(marked(notebook, locked=True)) == len(assignment(name).exercises) + 1

    def test_the_header_is_on_top(self, name: str, course: Path) -> None:
        first = released(course, name).cells[:3]
        assert 'NAME = ""' in first[1].source
        assert "How to work" in first[2].source

    def test_points_are_those_of_the_catalog_and_of_the_questions(
        self, name: str, course: Path
    ) -> None:
        notebook = released(course, name)
        by_machine = sum(
            cell.metadata.nbgrader.points for cell in marked(notebook, grade=True, solution=False)
        )
        by_hand = sum(
            cell.metadata.nbgrader.points for cell in marked(notebook, grade=True, solution=True)
        )
        assert by_machine == assignment(name).points
        assert by_hand == 2 * len(marked(notebook, grade=True, solution=True)) > 0
        with sqlite3.connect(course / "gradebook.db") as gradebook:
            rows = gradebook.execute(
                "select sum(grade_cells.max_score) from grade_cells"
                " join base_cell on base_cell.id = grade_cells.id"
                " join notebook on notebook.id = base_cell.notebook_id where notebook.name = ?",
                (name,),
            ).fetchall()
        gradebook.close()
        assert rows == [(by_machine + by_hand,)]

    def test_as_a_submission_it_is_untouched(self, name: str, course: Path, grader: Grader) -> None:
        data = (course / "release" / name / f"{name}.ipynb").read_bytes()
        verdict = grader.grade(assignment(name), f"{name}.ipynb", data)
        assert {check.status for check in verdict.checks} == {Status.MISSING}

    def test_its_source_gets_full_marks(self, name: str, course: Path, grader: Grader) -> None:
        data = (course / "source" / name / f"{name}.ipynb").read_bytes()
        verdict = grader.grade(assignment(name), f"{name}.ipynb", data)
        assert (verdict.score, verdict.max_score) == (assignment(name).points,) * 2
