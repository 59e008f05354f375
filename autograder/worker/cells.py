"""A submission's bytes, cut into the pieces that are run one after the other.

A notebook and a py:percent file are cut into their cells, a plain Python file into its top-level
statements, so that one broken piece costs the functions it defines and no others.
"""

from __future__ import annotations

import ast
import codecs
import contextlib
import io
import json
import re
import tokenize
from dataclasses import dataclass
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from autograder.worker.shell import WRITING
from autograder.worker.statements import statements

MAX_SOURCE = 20 * 2**20  # bytes; a notebook with many pictures in its outputs stays well below
SHOWN_ONLY = "demo"  # tag of cells that merely show something
_MARKER = re.compile(r"^# *%%(?!%)(?P<rest>.*)$", re.MULTILINE)
_DEMO_HEADING = re.compile(rf'tags=\[[^\]]*"{SHOWN_ONLY}"')
_CELL_MAGICS_THAT_RUN_PYTHON = ("%%time", "%%timeit", "%%capture", "%%prun")
_CELL_MAGICS_THAT_WRITE = tuple(f"%%{name} " for name in WRITING)


class UnreadableSubmission(Exception):  # noqa: N818  the reply names it as it is
    """The file is no Python text or no notebook; its message says why."""


@dataclass(frozen=True)
class Cell:
    source: str
    place: str  # what tracebacks call it: "alice.py", "alice.ipynb, cell 4"
    first_line: int = 1
    is_shown_only: bool = False  # only its imports, functions, classes and constants count
    number: int = 0  # of a notebook's cell, from 1


def is_notebook(name: str) -> bool:
    return name.lower().endswith(".ipynb")


def read_cells(data: bytes, name: str) -> list[Cell]:
    """The pieces of the submission `name` to run, in order; UnreadableSubmission if there are none.

    A file whose name ends in .ipynb is read as a notebook, every other one as Python text.
    """
    if len(data) > MAX_SOURCE:
        raise UnreadableSubmission(f"{name} has {len(data)} bytes; at most {MAX_SOURCE} are read")
    text = _decoded(data, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as Python itself reads a file
    if "\0" in text:
        raise UnreadableSubmission(f"{name} contains a null character; it is not a text file")
    if is_notebook(name):
        return _notebook_cells(text, name)
    markers = _markers(text)
    if markers:
        return _percent_cells(text, markers, name)
    return [Cell(source, name, line) for source, line in statements(text)]


def _decoded(data: bytes, name: str) -> str:
    """The text, in the encoding that Python would read the file with; a notebook is UTF-8."""
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif not is_notebook(name):
        with contextlib.suppress(SyntaxError):  # an unknown encoding is read as UTF-8
            encoding, _lines = tokenize.detect_encoding(io.BytesIO(data).readline)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        named = "UTF-8" if encoding == "utf-8-sig" else encoding
        raise UnreadableSubmission(f"{name} is not {named} text (byte {error.start})") from None


def _markers(text: str) -> list[re.Match[str]]:
    """Where cells begin: not in the middle of a statement or of a text in triple quotes."""
    markers = list(_MARKER.finditer(text))
    try:
        body = ast.parse(text).body if markers else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return markers
    spans = [(node.lineno, node.end_lineno or node.lineno) for node in body]
    lines = [text.count("\n", 0, marker.start()) + 1 for marker in markers]
    return [
        marker
        for marker, line in zip(markers, lines, strict=True)
        if not any(first < line <= last for first, last in spans)
    ]


def _percent_cells(text: str, markers: list[re.Match[str]], name: str) -> list[Cell]:
    starts = [0, *(match.end() for match in markers)]
    ends = [*(match.start() for match in markers), len(text)]
    headings = ["", *(match["rest"] for match in markers)]
    return [
        Cell(
            _as_python(text[start:end]),
            name,
            text.count("\n", 0, start) + 1,
            is_shown_only=bool(_DEMO_HEADING.search(heading)),
        )
        for heading, start, end in zip(headings, starts, ends, strict=True)
        if "[markdown]" not in heading
    ]


def _notebook_cells(text: str, name: str) -> list[Cell]:
    try:
        notebook = json.loads(text)
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        return [
            Cell(
                _as_python(_source(cell)), f"{name}, cell {number}", 1, _is_shown_only(cell), number
            )
            for number, cell in enumerate(cells, 1)
            if cell.get("cell_type") == "code" and not _is_test(cell)
        ]
    except (ValueError, RecursionError) as error:
        raise UnreadableSubmission(f"{name} is not a notebook: not JSON ({error})") from None
    except (KeyError, IndexError, TypeError, AttributeError):
        raise UnreadableSubmission(f"{name} is JSON, but not a notebook with cells") from None


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))  # "input" in the format before 4.0
    return source if isinstance(source, str) else "".join(source)


def _is_shown_only(cell: dict[str, Any]) -> bool:
    return SHOWN_ONLY in ((cell.get("metadata") or {}).get("tags") or [])


def _is_test(cell: dict[str, Any]) -> bool:
    nbgrader = (cell.get("metadata") or {}).get("nbgrader") or {}
    return bool(nbgrader.get("grade", False) and not nbgrader.get("solution", False))


def _as_python(source: str) -> str:
    """The cell with its magics as calls of the shell; cells in another language come out empty."""
    stripped = source.lstrip()
    first, _, rest = stripped.partition("\n")
    if first.startswith(_CELL_MAGICS_THAT_RUN_PYTHON):
        source = "\n" * (source[: -len(stripped)].count("\n") + 1) + rest
    elif first.startswith(_CELL_MAGICS_THAT_WRITE):
        return _transformed(source)
    elif first.startswith("%%"):
        return ""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _transformed(source)
    return source


def _transformed(source: str) -> str:
    try:
        text = source.lstrip("\n")  # it would take these away, and lines would have other numbers
        transformed = TransformerManager().transform_cell(text)  # type: ignore[no-untyped-call]
        return "\n" * (len(source) - len(text)) + str(transformed)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source  # running it reports the error with its line
