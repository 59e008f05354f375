"""Notebooks made by hand, and real nbgrader courses in folders of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

ROOT = Path(__file__).parents[2]


def code(source: str, grade_id: str = "", **marks: Any) -> Any:
    """A code cell; with a grade id one that nbgrader knows."""
    return _marked(nbformat.v4.new_code_cell(source), grade_id, marks)


def text(source: str, grade_id: str = "", **marks: Any) -> Any:
    return _marked(nbformat.v4.new_markdown_cell(source), grade_id, marks)


def _marked(cell: Any, grade_id: str, marks: Mapping[str, Any]) -> Any:
    if grade_id:
        cell.metadata["nbgrader"] = {
            "grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3,
            "grade_id": grade_id, "cell_type": cell.cell_type, **marks,
        }  # fmt: skip
    return cell


def solution(source: str, name: str) -> Any:
    return code(source, name, solution=True)


def test(source: str, name: str, points: float) -> Any:
    return code(source, name, grade=True, locked=True, points=points)


test.__test__ = False  # type: ignore[attr-defined]  a cell, nothing for pytest


def answer(source: str, name: str, points: float = 2) -> Any:
    return text(source, name, grade=True, solution=True, points=points)


def notebook(*cells: Any) -> Any:
    return nbformat.v4.new_notebook(cells=list(cells))


@dataclass
class Cells:
    """The ways to make cells, for tests that cannot import this file."""

    code: Callable[..., Any] = code
    text: Callable[..., Any] = text
    solution: Callable[..., Any] = solution
    test: Callable[..., Any] = test
    answer: Callable[..., Any] = answer
    notebook: Callable[..., Any] = notebook


@pytest.fixture(scope="session", autouse=True)
def alembic() -> Iterator[None]:
    """nbgrader starts it by name; it stands beside Python, on the path or not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        yield


@pytest.fixture(scope="session")
def gradebook_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook of one notebook `a`: solution cells f and g, their checks, an answer, a task."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with Gradebook(f"sqlite:///{path}") as book:
        book.add_assignment("a")
        book.add_notebook("a", "a")
        for name in ("f", "g"):
            book.add_solution_cell(name, "a", "a")
            book.add_source_cell(name, "a", "a", source="stub", cell_type="code")
            book.add_grade_cell(f"check_{name}", "a", "a", max_score=3, cell_type="code")
            book.add_source_cell(
                f"check_{name}", "a", "a", source=f"check({name})", cell_type="code", locked=True
            )
        book.add_grade_cell("why", "a", "a", max_score=2, cell_type="markdown")
        book.add_solution_cell("why", "a", "a")
        book.add_source_cell("why", "a", "a", source="YOUR ANSWER HERE", cell_type="markdown")
        book.add_task_cell("essay", "a", "a", max_score=4, cell_type="markdown")
        book.add_source_cell("essay", "a", "a", source="Do.", cell_type="markdown", locked=True)
    return path


@pytest.fixture
def database(gradebook_file: Path, tmp_path: Path) -> str:
    """The address of a copy of that gradebook."""
    return f"sqlite:///{shutil.copy(gradebook_file, tmp_path)}"


@pytest.fixture(scope="session")
def cells() -> Cells:
    return Cells()


@dataclass
class Course:
    """A course in a folder of its own, and nbgrader's commands on it."""

    folder: Path

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder}/gradebook.db"

    def run(self, *command: str, fails: bool = False) -> str:
        """An nbgrader command in the course's folder; what it said.

        Its home is new, but not its caches: unpacking Fashion-MNIST takes many seconds.
        """
        (self.folder / "home").mkdir(exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "nbgrader", *command],
            cwd=self.folder,
            env=os.environ
            | {"HOME": str(self.folder / "home"), "PYTHONPATH": str(ROOT)}
            | {"XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode != 0) == fails, done.stderr
        return done.stdout + done.stderr

    def add_config(self, lines: str) -> None:
        """Settings of this course, after those of the repository's file."""
        with (self.folder / "nbgrader_config.py").open("a", encoding="utf-8") as stream:
            stream.write(f"\n{lines}\n")

    def write_source(self, name: str, made: Any, assignment: str = "") -> None:
        folder = self.folder / "source" / (assignment or name)
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(made, folder / f"{name}.ipynb")

    def released(self, name: str, assignment: str = "") -> Any:
        path = self.folder / "release" / (assignment or name) / f"{name}.ipynb"
        return nbformat.read(path, as_version=4)

    def hand_in(self, student: str, name: str, made: Any, assignment: str = "") -> Path:
        """Put a notebook, or bytes, where nbgrader collects to; the file's path."""
        folder = self.folder / "submitted" / student / (assignment or name)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.ipynb"
        if isinstance(made, bytes):
            path.write_bytes(made)
        else:
            nbformat.write(made, path)
        return path

    @contextmanager
    def gradebook(self) -> Iterator[Any]:
        book = Gradebook(self.database)
        try:
            yield book
        finally:
            book.close()

    def scores(self, student: str, name: str, assignment: str = "") -> dict[str, float | None]:
        """What the machine gave for each graded cell; None where nothing is known yet."""
        with self.gradebook() as book:
            found = book.find_submission_notebook(name, assignment or name, student)
            return {grade.name: grade.auto_score for grade in found.grades}

    def autograded(self, student: str, name: str, assignment: str = "") -> Any:
        path = self.folder / "autograded" / student / (assignment or name) / f"{name}.ipynb"
        return nbformat.read(path, as_version=4)

    def feedback(self, student: str, name: str, assignment: str = "") -> str:
        path = self.folder / "feedback" / student / (assignment or name) / f"{name}.html"
        return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def new_course(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Course]:
    """`new_course(["softmax_regression"])`: this repository's course with these assignments."""

    def make(assignments: Sequence[str] = ()) -> Course:
        folder = tmp_path_factory.mktemp("course")
        (folder / "source").mkdir()
        shutil.copy(ROOT / "source" / "header.ipynb", folder / "source")
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        for name in assignments:
            shutil.copytree(ROOT / "source" / name, folder / "source" / name)
        return Course(folder)

    return make
