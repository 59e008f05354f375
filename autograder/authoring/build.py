"""Generate exercises/, source/ and the grader's own right answers from solutions/.

    solutions/<name>.py ->  exercises/<name>.py          the student's plain file
    solutions/<name>.py ->  source/<name>/<name>.ipynb   nbgrader's source, solutions included
    source/header.py    ->  source/header.ipynb          put on top of each notebook by nbgrader
    solutions/<name>.py ->  autograder/course/<name>/reference.txt   what the grader itself runs

Never edit a generated file by hand: `drifted` finds it, and the next build overwrites it.
"""

from __future__ import annotations

from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from autograder.authoring.notebook import course_notebook, notebook_of
from autograder.authoring.reference import definitions
from autograder.authoring.stubs import BEGIN, END, without_solutions
from autograder.batch.store import write_text
from autograder.course.catalog import NAMES, assignment
from autograder.errors import CourseError

HEADER = Path("source", "header.py")
REFERENCES = Path("autograder", "course")


def exercise_text(root: Path, name: str) -> str:
    """exercises/<name>.py as it has to be."""
    notebook = without_solutions(_lesson(root, name))
    notebook.metadata = {"jupytext": {"notebook_metadata_filter": "-all"}}
    text: str = jupytext.writes(notebook, fmt="py:percent")
    if BEGIN in text or END in text:
        raise CourseError(f"{name}: a solution region is left after clearing")
    source = f"# Generated from solutions/{name}.py by `autograder build`.\n"
    return source + "\n" + text


def source_text(root: Path, name: str) -> str:
    """source/<name>/<name>.ipynb as it has to be."""
    return _text(course_notebook(_lesson(root, name), assignment(name)))


def reference_text(root: Path, name: str) -> str:
    """autograder/course/<name>/reference.txt as it has to be."""
    text = definitions(_source(root / "solutions" / f"{name}.py"))
    return f"# Generated from solutions/{name}.py by `autograder build`.\n\n{text}"


def header_text(root: Path) -> str:
    """source/header.ipynb as it has to be."""
    return _text(notebook_of(_read(root / HEADER).cells, HEADER.as_posix()))


def write_all(root: Path) -> list[Path]:
    """Write every generated file; the paths, relative to the course's folder."""
    generated = _generated(root)
    for path, text in generated.items():
        write_text(root / path, text)
    return list(generated)


def drifted(root: Path) -> list[Path]:
    """Generated files that are missing or differ from what their sources give."""
    return [
        path
        for path, text in _generated(root).items()
        if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != text
    ]


def _generated(root: Path) -> dict[Path, str]:
    return {
        **{Path("exercises", f"{name}.py"): exercise_text(root, name) for name in NAMES},
        **{Path("source", name, f"{name}.ipynb"): source_text(root, name) for name in NAMES},
        **{REFERENCES / name / "reference.txt": reference_text(root, name) for name in NAMES},
        HEADER.with_suffix(".ipynb"): header_text(root),
    }


def _lesson(root: Path, name: str) -> NotebookNode:
    return _read(root / "solutions" / f"{name}.py")


def _read(path: Path) -> NotebookNode:
    """A py:percent file as a notebook; CourseError if it is not there."""
    return jupytext.reads(_source(path), fmt="py:percent")


def _source(path: Path) -> str:
    if not path.is_file():
        raise CourseError(f"There is no {path}. Run this in the course's folder, or name --root.")
    return path.read_text(encoding="utf-8")


def _text(notebook: NotebookNode) -> str:
    return str(nbformat.writes(notebook)) + "\n"
