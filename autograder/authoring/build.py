"""Generate exercises/*.py from solutions/*.py; never edit a generated file by hand.

nbgrader's own preprocessor cuts the solution regions out, so that plain files and notebooks get
the same stubs.
"""

from __future__ import annotations

from pathlib import Path

import jupytext
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions

from autograder.batch.store import write_text
from autograder.course.catalog import NAMES
from autograder.errors import CourseError

STUB = 'raise NotImplementedError("not implemented yet: put your code in place of this line")'
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def lesson(root: Path, name: str) -> NotebookNode:
    """A solution as a notebook; CourseError if the file is not there."""
    path = root / "solutions" / f"{name}.py"
    if not path.is_file():
        raise CourseError(f"There is no {path}. Run this in the course's folder, or name --root.")
    return jupytext.read(path, fmt="py:percent")


def without_solutions(notebook: NotebookNode) -> NotebookNode:
    """The notebook with every solution region replaced by the stub."""
    clear = ClearSolutions(code_stub={"python": STUB})
    for cell in notebook.cells:
        if cell.cell_type == "code" and BEGIN in cell.source:
            clear._replace_solution_region(cell, "python")
    return notebook


def exercise_text(root: Path, name: str) -> str:
    """exercises/<name>.py as it has to be."""
    notebook = without_solutions(lesson(root, name))
    notebook.metadata = {"jupytext": {"notebook_metadata_filter": "-all"}}
    text: str = jupytext.writes(notebook, fmt="py:percent")
    if BEGIN in text or END in text:
        raise CourseError(f"{name}: a solution region is left after clearing")
    source = f"# Generated from solutions/{name}.py by `autograder build`.\n"
    return source + "\n" + text


def _generated(root: Path) -> dict[Path, str]:
    return {Path("exercises", f"{name}.py"): exercise_text(root, name) for name in NAMES}


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
