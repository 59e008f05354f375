"""The marks of a notebook as they were released, whatever a student's copy says of them.

The gradebook knows every marked cell: its type, points, text. From there, by rule:

    deleted         is put back where it belongs; but a solution cell is not, what it should define
                    is missing
    duplicated      the first one keeps the mark, the others are ordinary cells
    moved           stays where it is; all solutions are judged after all cells have run
    edited          locked cells get their released text back (nbgrader's OverwriteCells)
    retyped         gets its type back
    marks edited    points, locks and kinds come from the gradebook alone
    marks invented  are taken off

Each of these that could matter is said in a note on top of the notebook. It says what is, and not
who did it: the instructor may have changed points or cells after the release.
"""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.messages import _
from autograder.nbgrader_plugin.finding import IS_UNDECIDED, NOTES
from autograder.nbgrader_plugin.reading import NOTE, UNDECIDED, note_cell


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs first, so that nothing in a student's metadata reaches nbgrader's own preprocessors."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(names["notebook"], names["assignment"])
            notes = restore(nb, released_cells(notebook))
        for note in notes:
            self.log.warning(note)
        notes = resources.get(NOTES) or notes  # why it is empty, rather than that it is
        if notes:
            lines = [_("**Notes of the grader**"), "", *(f"- {note}" for note in notes)]
            tags = [UNDECIDED] if resources.get(IS_UNDECIDED) else []
            nb.cells.insert(0, note_cell("\n".join(lines), *tags))
        return nb, resources


def released_cells(notebook: Any) -> dict[str, NotebookNode]:
    """Every marked cell of a released notebook by its grade id, in the notebook's order."""
    grade = {cell.name: cell for cell in notebook.grade_cells}
    task = {cell.name: cell for cell in notebook.task_cells}
    solution = {cell.name for cell in notebook.solution_cells}
    return {
        source.name: _released_cell(source, grade.get(source.name), task.get(source.name), solution)
        for source in notebook.source_cells
    }


def _released_cell(source: Any, grade: Any, task: Any, solution: set[str]) -> NotebookNode:
    marks = {
        "grade": grade is not None,
        "solution": source.name in solution,
        "locked": bool(source.locked),
        "task": task is not None,
        "grade_id": source.name,
        "cell_type": source.cell_type,
        "checksum": source.checksum,
        "schema_version": 3,
    }
    if grade is not None or task is not None:
        marks["points"] = (grade or task).max_score
    new = nbformat.v4.new_code_cell if source.cell_type == "code" else nbformat.v4.new_markdown_cell
    return new(source.source, metadata={"nbgrader": marks})


def restore(nb: NotebookNode, released: dict[str, NotebookNode]) -> list[str]:
    """Give the notebook's cells their released marks, in place; what had to be done, in words."""
    notes: list[str] = []
    found: dict[str, NotebookNode] = {}
    for cell in nb.cells:
        _take_off_our_tags(cell)
        marks = cell.metadata.pop("nbgrader", None)
        name = marks.get("grade_id") if isinstance(marks, dict) else None
        if not isinstance(name, str) or name not in released:
            continue
        if name in found:
            note = _("There are several cells `{name}`; the first one counts.")
            notes.append(note.format(name=name))
            continue
        found[name] = cell
        notes += _mark(cell, released[name], marks)
    if not found:  # not this assignment's notebook, or none at all
        notes = [_("None of its cells is one of this assignment's.")]
    had_any = bool(found)
    for name, cell in released.items():
        marks = cell.metadata.nbgrader
        if name in found:
            continue
        if marks["solution"] and "points" not in marks:
            note = _("The file had no cell `{name}`, in which code was asked for.")
        else:
            nb.cells.insert(_place(nb, name, list(released), found), cell)
            found[name] = cell
            note = _("The file had no cell `{name}`; it was put in.")
        if had_any:
            notes.append(note.format(name=name))
    return notes


def _take_off_our_tags(cell: NotebookNode) -> None:
    """A student's cell shall not look like a note of the grader's."""
    if tags := cell.metadata.get("tags"):
        cell.metadata["tags"] = [tag for tag in tags if tag not in (NOTE, UNDECIDED)]


def _mark(cell: NotebookNode, released: NotebookNode, marks: dict[str, Any]) -> list[str]:
    """Mark and type a cell as it was released, in place; what differed, in words."""
    notes = []
    wanted = released.metadata.nbgrader
    name, right, wrong = wanted["grade_id"], released.cell_type, cell.cell_type
    if "points" in wanted and marks.get("points") != wanted["points"]:
        note = _("The file had other points for `{name}`; what counts is {points:g}.")
        notes.append(note.format(name=name, points=wanted["points"]))
    if wrong != right:
        note = _("The cell `{name}` was a {wrong} cell in the file; it is a {right} cell.")
        notes.append(note.format(name=name, wrong=wrong, right=right))
        _retype(cell, right)
    cell.metadata["nbgrader"] = wanted
    return notes


def _retype(cell: NotebookNode, cell_type: str) -> None:
    cell.cell_type = cell_type
    for field in ("outputs", "execution_count", "attachments"):
        cell.pop(field, None)
    if cell_type == "code":
        cell.outputs, cell.execution_count = [], None


def _place(nb: NotebookNode, name: str, order: list[str], found: dict[str, NotebookNode]) -> int:
    """Behind the nearest released cell before it that is still there, else on top."""
    before = [found[other] for other in order[: order.index(name)] if other in found]
    return next(i for i, cell in enumerate(nb.cells, 1) if cell is before[-1]) if before else 0
