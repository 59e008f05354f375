"""A submission's bytes, cut into the pieces that are run one after the other.

A notebook and a py:percent file are cut into their cells, a plain Python file into its top-level
statements, so that one broken piece costs the functions it defines and no others.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from typing import Any

MAX_SOURCE = 20 * 2**20  # bytes; a notebook with many pictures in its outputs stays well below
SHOWN_ONLY = "demo"  # tag of cells that merely show something; they are not run for a grade
_MARKER = re.compile(r"^# *%%(?P<rest>.*)$", re.MULTILINE)
_MAGIC = re.compile(r"^(?P<indent>\s*)(?:[%!?]|\w+\s*=\s*[%!]|[\w.*]+\?{1,2}\s*$)")
_CELL_MAGICS_THAT_RUN_PYTHON = ("%%time", "%%timeit", "%%capture")


class UnreadableSubmission(Exception):  # noqa: N818  the reply names it as it is
    """The file is no Python text or no notebook; its message says why."""


@dataclass(frozen=True)
class Cell:
    source: str
    place: str  # what tracebacks call it: "alice.py", "alice.ipynb, cell 4"
    first_line: int = 1


def read_cells(data: bytes, name: str) -> list[Cell]:
    """The pieces of the submission `name` to run, in order; UnreadableSubmission if there are none.

    A file whose name ends in .ipynb is read as a notebook, every other one as Python text.
    """
    if len(data) > MAX_SOURCE:
        raise UnreadableSubmission(f"{name} has {len(data)} bytes; at most {MAX_SOURCE} are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSubmission(f"{name} is not UTF-8 text (byte {error.start})") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as Python itself reads a file
    if "\0" in text:
        raise UnreadableSubmission(f"{name} contains a null character; it is not a text file")
    if name.endswith(".ipynb"):
        return _notebook_cells(text, name)
    markers = list(_MARKER.finditer(text))
    return _percent_cells(text, markers, name) if markers else _statements(text, name)


def _percent_cells(text: str, markers: list[re.Match[str]], name: str) -> list[Cell]:
    starts = [0, *(match.end() for match in markers)]
    ends = [*(match.start() for match in markers), len(text)]
    headings = ["", *(match["rest"] for match in markers)]
    return [
        Cell(text[start:end], name, text.count("\n", 0, start) + 1)
        for heading, start, end in zip(headings, starts, ends, strict=True)
        if "[markdown]" not in heading and f'"{SHOWN_ONLY}"' not in heading
    ]


def _statements(text: str, name: str) -> list[Cell]:
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [Cell(text, name)]  # running it reports the error with its line
    lines = [line + "\n" for line in text.split("\n")]  # splitlines() knows more kinds of line ends
    first = [min([n.lineno, *(d.lineno for d in getattr(n, "decorator_list", []))]) for n in body]
    last = [node.end_lineno or node.lineno for node in body]
    if any(start <= end for start, end in zip(first[1:], last, strict=False)):
        return [Cell(text, name)]  # `a = 1; b = 2`: lines do not separate statements
    return [
        Cell("".join(lines[start - 1 : end]), name, start)
        for start, end in zip(first, last, strict=True)
    ]


def _notebook_cells(text: str, name: str) -> list[Cell]:
    try:
        notebook = json.loads(text)
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        return [
            Cell(_without_magics(_source(cell)), f"{name}, cell {number}")
            for number, cell in enumerate(cells, 1)
            if cell.get("cell_type") == "code" and not _is_locked_or_shown(cell)
        ]
    except (ValueError, RecursionError) as error:
        raise UnreadableSubmission(f"{name} is not a notebook: not JSON ({error})") from None
    except (KeyError, IndexError, TypeError, AttributeError):
        raise UnreadableSubmission(f"{name} is JSON, but not a notebook with cells") from None


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))  # "input" in the format before 4.0
    return source if isinstance(source, str) else "".join(source)


def _is_locked_or_shown(cell: dict[str, Any]) -> bool:
    metadata = cell.get("metadata") or {}
    nbgrader = metadata.get("nbgrader") or {}
    is_test = nbgrader.get("grade", False) and not nbgrader.get("solution", False)
    return SHOWN_ONLY in (metadata.get("tags") or []) or bool(is_test)


def _without_magics(source: str) -> str:
    """The cell with its magics and shell lines taken out, line numbers kept."""
    first, _, _ = source.lstrip().partition("\n")
    if first.startswith("%%") and not first.startswith(_CELL_MAGICS_THAT_RUN_PYTHON):
        return ""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        lines = source.split("\n")
        return "\n".join(_MAGIC.sub(r"\g<indent>pass  # \g<0>", line) for line in lines)
    return source
