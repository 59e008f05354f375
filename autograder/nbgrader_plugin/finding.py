"""Which file of a student's folder is graded as which notebook of the assignment.

nbgrader goes by names: a folder without any notebook it passes over, a renamed notebook is unknown
to it, and the student is left without a grade. Here every released notebook is graded for
everybody. One that is not there, or empty, by rule:

    one other file has its cells          that one is graded (`softmax (1).ipynb`)
    several different files have them     nobody knows: no score, the instructor renames one
    none has them                         as an empty notebook: 0

A note on top says what was done. Nothing is written into the folder.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping
from fnmatch import filter as matching
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde

from autograder.messages import _
from autograder.nbgrader_plugin.lateness import settle_timestamp
from autograder.nbgrader_plugin.reading import in_code, read

NOTES = "autograder_notes"  # where the resources carry what is to be said on top
IS_UNDECIDED = "autograder_is_undecided"
MOST_FILES = 20  # that are looked at in place of a missing one
Released = Mapping[str, set[str]]  # an assignment's notebooks, with the grade ids of their cells


class TolerantExporter(NotebookExporter):  # type: ignore[misc]
    """Reads whatever stands for a notebook: another file, or nothing, whose cells are put back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """nbgrader makes it when it has listed the notebooks, and before it grades the first."""
        super().__init__(*args, **kwargs)
        if isinstance(self.parent, Autograde):
            complete(self.parent)

    def from_filename(
        self, filename: str, resources: Any = None, **kw: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Like nbconvert's; what had to be done is in the resources, for a note."""
        resources = {} if resources is None else resources
        path = Path(filename)
        notebook, notes, is_undecided = find(path, resources.get("nbgrader"))
        for note in notes:
            self.log.warning("%s: %s", filename, note)
        resources.setdefault("metadata", {})
        resources["metadata"] |= {"name": path.stem, "path": str(path.parent)}
        resources |= {NOTES: notes, IS_UNDECIDED: is_undecided}
        result: tuple[NotebookNode, dict[str, Any]] = self.from_notebook_node(
            notebook, resources=resources, **kw
        )
        return result


def complete(grading: Autograde) -> None:
    """Have nbgrader grade the notebooks of the assignment for each folder, there or not.

    It gives 0 for every one that has no file, also when it is to grade only another, so these are
    graded whatever is wanted. Files with names of their own are at most taken for a missing one.
    """
    course = grading.coursedir
    known = released(course.db_url, course.assignment_id)
    wanted = matching(known, course.notebook_id)
    for folder in glob.glob(grading._format_source(course.assignment_id, course.student_id)):
        if wanted and Path(folder).is_dir():
            settle_timestamp(Path(folder), grading.log)
            paths = {name: Path(folder, f"{name}.ipynb") for name in known}
            grading.assignments[folder] = [
                str(path) for name, path in paths.items() if name in wanted or not path.exists()
            ]


def released(db_url: str, assignment: str) -> Released:
    """What the gradebook knows of an assignment's notebooks; nothing before it was released."""
    try:
        with Gradebook(db_url) as gradebook:
            notebooks = gradebook.find_assignment(assignment).notebooks
            return {each.name: {cell.name for cell in each.source_cells} for each in notebooks}
    except MissingEntry:
        return {}


def find(path: Path, names: Mapping[str, str] | None) -> tuple[NotebookNode, list[str], bool]:
    """The notebook for a path, notes on what was done, and whether nobody can tell which it is.

    `names` are nbgrader's; without them no other file is looked for.
    """
    if names and _is_missing(path):
        known = released(names["db_url"], names["assignment"])
        found = list(_stand_ins(path, known))
        texts = {file.read_bytes(): file for file in reversed(found)}
        if len(texts) != 1:
            note = _several(path, found) if found else _none(path)
            return nbformat.v4.new_notebook(), [note], bool(found)
        (stand_in,) = texts.values()
        note = _("There was no `{name}` with anything in it; {other} was taken for it.")
        note = note.format(name=path.name, other=in_code(stand_in.name))
        return read(stand_in).notebook, [note], False
    reading = read(path)
    note = _("The file `{name}` is no notebook: {reason}. Nothing in it was graded.")
    note = note.format(name=path.name, reason=in_code(reading.reason))
    return reading.notebook, [note] if reading.reason else [], False


def _is_missing(path: Path) -> bool:
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


def _stand_ins(path: Path, known: Released) -> Iterator[Path]:
    """The files that have cells of this notebook, and not more of another one."""
    for file in _others(path.parent, known)[:MOST_FILES]:
        marks = [cell.metadata.get("nbgrader") or {} for cell in read(file).notebook.cells]
        found = {mark["grade_id"] for mark in marks if isinstance(mark.get("grade_id"), str)}
        shared = {name: len(found & cells) for name, cells in known.items()}
        if 0 < shared.get(path.stem, 0) == max(shared.values()):
            yield file


def _others(folder: Path, known: Released) -> list[Path]:
    """Files with `.ipynb` in their name, as in `a.ipynb.txt`, which are not the released ones."""
    own = {folder / f"{name}.ipynb" for name in known}
    return sorted(
        file
        for file in folder.rglob("*")
        if ".ipynb" in file.name.lower()
        and file not in own
        and file.is_file()
        and not file.is_symlink()
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )


def _several(path: Path, found: list[Path]) -> str:
    note = _(
        "There was no `{name}` with anything in it, but {files}. Your instructor has been told and "
        "will say which of them counts."
    )
    return note.format(name=path.name, files=", ".join(in_code(file.name) for file in found))


def _none(path: Path) -> str:
    ours = {path.name, "timestamp.txt", "submission_secret.txt"}
    files = sorted(path.parent.iterdir()) if path.parent.is_dir() else []
    others = [in_code(file.name, 80) for file in files if file.name not in ours][:5]
    note = _("There was no `{name}` with anything in it, so nothing could be graded.")
    rest = _(" What was handed in: {files}.").format(files=", ".join(others)) if others else ""
    return note.format(name=path.name) + rest
