"""Files as students send them: a broken one is an empty notebook, not a lost student."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.messages import _, printable

MAX_BYTES = 20 * 2**20  # as the worker has it; a notebook with many pictures stays well below
_WORD = re.compile(r"[\w-]{1,40}")
PYTHON = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
MOST_CELLS = 2_000  # making a cell of nbformat's takes 0.2 ms, several times in a grading
NOTE = "autograder-note"  # tag of cells in which the grader says what it had to do to the notebook
UNDECIDED = "autograder-undecided"  # and of such a cell if nobody knows which file was meant


@dataclass(frozen=True)
class Reading:
    """What a file holds."""

    notebook: NotebookNode  # of format 4; empty if the file is none
    reason: str = ""  # why the file is none


def read(path: Path) -> Reading:
    """The notebook in a file; it never raises."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return _nothing(_("it is larger than {n} MB").format(n=MAX_BYTES // 2**20))
        data = json.loads(path.read_text(encoding="utf-8-sig", errors="replace"))
        if _count(data) > MOST_CELLS:
            return _nothing(_("it has more than {n} cells").format(n=MOST_CELLS))
        notebook = nbformat.convert(nbformat.from_dict(data), 4)
        if not isinstance(notebook.cells, list):
            return _nothing(_("it has no list of cells"))
        return Reading(_valid(notebook))
    except (OSError, ValueError, RecursionError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        return _nothing(printable(said, 200) or type(error).__name__)
    except Exception as error:  # noqa: BLE001  nbformat raises whatever its code runs into
        return _nothing(type(error).__name__)


def _nothing(reason: str) -> Reading:
    return Reading(nbformat.v4.new_notebook(), reason)


def _count(data: Any) -> int:
    """The number of cells, in the present format or in an older one."""
    worksheets = data.get("worksheets") or () if isinstance(data, dict) else ()
    lists = [part.get("cells") for part in (data, *worksheets) if isinstance(part, dict)]
    return sum(len(cells) for cells in lists if isinstance(cells, list))


def note_cell(text: str, *tags: str) -> NotebookNode:
    """A text cell in which the grader speaks; `text` is Markdown."""
    return nbformat.v4.new_markdown_cell(text, metadata={"tags": [NOTE, *tags]})


def in_code(text: str, limit: int = 200) -> str:
    """A student's words in a Markdown text of ours."""
    return "`" + (printable(text, limit).replace("`", "'") or " ") + "`"


def _valid(notebook: NotebookNode) -> NotebookNode:
    """The same cells, each with every field of its kind: what is no cell is left out."""
    made = []
    for cell in notebook.cells:
        if not isinstance(cell, dict):
            continue
        fields = {"metadata": _metadata(cell.get("metadata"))}
        source = cell.get("source", "")
        lines = source if isinstance(source, list) else [source]
        text = "".join(line for line in lines if isinstance(line, str))
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
            words = [tag for tag in tags if isinstance(tag, str) and _WORD.fullmatch(tag)]
            kept["tags"] = list(dict.fromkeys(words))  # one twice is no valid notebook
    return kept


def replace_links(notebooks: list[str], **_names: Any) -> None:
    """Before nbgrader copies a submission: put empty files in place of links, and pages aside.

    nbgrader follows links when it copies, so a link to the gradebook would come back with the
    feedback, and one to the solution would be graded as the student's work.
    """
    for folder in {Path(notebook).parent for notebook in notebooks}:
        empty_links(folder)
        put_pages_aside(folder)


def put_pages_aside(folder: Path) -> None:
    """Rename what ends in `.html`, to `a.html.txt`: the feedback page may have to go there.

    nbgrader copies everything to where that page is written, and releases whatever has such a name.
    """
    for page in sorted(folder.glob("*.html")):
        names = (f"{page.name}{number}.txt" for number in chain([""], map("-{}".format, count(1))))
        page.rename(next(folder / name for name in names if not (folder / name).exists()))


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
