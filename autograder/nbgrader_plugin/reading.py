"""Files as students send them: a broken one is an empty notebook, not a lost student."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode

from autograder.messages import _, printable

MAX_BYTES = 20 * 2**20  # as the worker has it; a notebook with many pictures stays well below
_WORD = re.compile(r"[\w-]{1,40}")
PYTHON = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
NOTE = "autograder-note"  # tag of cells in which the grader says what it had to do to the notebook


def note_cell(text: str) -> NotebookNode:
    """A text cell in which the grader speaks; `text` is Markdown."""
    return nbformat.v4.new_markdown_cell(text, metadata={"tags": [NOTE]})


class TolerantExporter(NotebookExporter):  # type: ignore[misc]
    """Reads a file that is no notebook as one that says so; its check cells are put back later."""

    def from_filename(
        self, filename: str, resources: Any = None, **kw: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Like nbconvert's, but what cannot be read comes out as an empty notebook with a note."""
        readable, reason = _read(Path(filename))
        if reason:
            self.log.error("%s: %s", filename, reason)
        if resources is None:
            resources = {}
        path, basename = os.path.split(filename)
        resources.setdefault("metadata", {})
        resources["metadata"] |= {"name": Path(basename).stem, "path": path}
        result: tuple[NotebookNode, dict[str, Any]] = self.from_notebook_node(
            readable, resources=resources, **kw
        )
        return result


def _read(path: Path) -> tuple[NotebookNode, str]:
    """The notebook of format 4 in a file, and why it could not be read if that is so."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return _replacement(_("it is larger than {n} MB").format(n=MAX_BYTES // 2**20))
        data = json.loads(path.read_text(encoding="utf-8-sig", errors="replace"))
        notebook = nbformat.convert(nbformat.from_dict(data), 4)
        if not isinstance(notebook.cells, list):
            return _replacement(_("it has no list of cells"))
        return _valid(notebook), ""
    except (OSError, ValueError, RecursionError) as error:
        return _replacement(printable(str(error), 200))
    except Exception as error:  # noqa: BLE001  nbformat raises whatever its code runs into
        return _replacement(type(error).__name__)


def _replacement(reason: str) -> tuple[NotebookNode, str]:
    text = _("**The file that was handed in is no notebook:** {reason}. Nothing in it was graded.")
    note = note_cell(text.format(reason=_in_code(reason)))
    return nbformat.v4.new_notebook(cells=[note]), reason


def _in_code(text: str) -> str:
    return "`" + text.replace("`", "'") + "`"


def _valid(notebook: NotebookNode) -> NotebookNode:
    """The same cells, each with every field of its kind: what is no cell is left out."""
    made = []
    for cell in notebook.cells:
        if not isinstance(cell, dict):
            continue
        fields = {"metadata": _metadata(cell.get("metadata"))}
        source = cell.get("source", "")
        text = source if isinstance(source, str) else "".join(map(str, source or ()))
        text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates
        match cell.get("cell_type"):
            case "code":
                made.append(nbformat.v4.new_code_cell(text, **fields))
            case "markdown" | "heading":
                made.append(nbformat.v4.new_markdown_cell(text, **fields))
            case "raw":
                made.append(nbformat.v4.new_raw_cell(text, **fields))
    return nbformat.v4.new_notebook(cells=made, metadata=PYTHON)


def _metadata(given: Any) -> dict[str, Any]:
    """The marks, and tags that are words: templates write tags into a page as they are."""
    kept: dict[str, Any] = {}
    if isinstance(given, dict):
        if isinstance(given.get("nbgrader"), dict):
            kept["nbgrader"] = given["nbgrader"]
        tags = given.get("tags")
        if isinstance(tags, list):
            kept["tags"] = [tag for tag in tags if isinstance(tag, str) and _WORD.fullmatch(tag)]
    return kept


def replace_links(notebooks: list[str], **_names: Any) -> None:
    """Before nbgrader copies a submission: put empty files in place of links and devices.

    nbgrader follows links when it copies, so a link to the gradebook would come back with the
    feedback, and one to the solution would be graded as the student's work.
    """
    for folder in {Path(notebook).parent for notebook in notebooks}:
        empty_links(folder)


def empty_links(folder: Path) -> None:
    """The same for one folder and what is below it; one that cannot be entered is opened first."""
    if folder.is_symlink():
        return  # the course's own arrangement: no student can put one there
    _open(folder)
    for entry in sorted(folder.iterdir()):
        if entry.is_symlink() or not (entry.is_file() or entry.is_dir()):
            entry.unlink()
            entry.touch()
        elif entry.is_dir():
            empty_links(entry)


def _open(folder: Path) -> None:
    """A copied folder has the rights its student gave it; taking them away must not help."""
    rights = folder.stat().st_mode
    if rights & 0o700 != 0o700:
        folder.chmod(rights | 0o700)
