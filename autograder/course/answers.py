"""The course's right answers as texts: to stand in for broken helpers, and to replay mistakes on.

The judge holds them. A helper's text goes to a child that judges another exercise, never the one it
answers; all of them together go to the reference server alone, which no submission ever meets.
"""

from __future__ import annotations

import ast
import json
import symtable
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files

from autograder.course.mistake import mistakes
from autograder.errors import CourseError

# A mistake has a namespace of its own, in which everything but itself is right.
_VARIANT = """
def _variant(code, name):
    space = dict(globals())
    exec(code, space)
    return space[name]

"""
_READY = """
from autograder.course import ready as _ready
_ready.map_files_of(torchvision.datasets.FashionMNIST)
_ready.draw_once()
"""


@cache
def reference(assignment: str) -> str:
    """The right definitions of an assignment; CourseError if `autograder build` never made them."""
    file = files("autograder.course") / assignment / "reference.txt"
    if not file.is_file():
        raise CourseError(f"{assignment} has no reference.txt. Run `autograder build`.")
    return file.read_text(encoding="utf-8")


@cache
def catalogue(assignment: str) -> str:
    """A submission's text with all right answers, and each known mistake under a name of its own.

    Its name there is `variant_name` of its id.
    """
    lines = [f"{variant_name(m.id)} = _variant({m.code!r}, {m.exercise!r})"
             for m in mistakes(assignment)]  # fmt: skip
    return reference(assignment) + _VARIANT + "\n".join(lines) + "\n"


def preparation(assignment: str) -> str:
    """What the reference server runs after the catalogue, to be quick afterwards; it may be "".

    For whoever loads or draws images: both take long at the first time.
    """
    return _READY if "import torchvision" in reference(assignment) else ""


@cache
def signatures(assignment: str) -> dict[str, dict[str, list[str]]]:
    """The checks that each known mistake fails always, and by chance, as far as it is known."""
    file = files("autograder.course") / assignment / "signatures.json"
    found: dict[str, dict[str, list[str]]] = (
        json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    )
    return found


def variant_name(id_: str) -> str:
    """The Python name of a known mistake: softmax__no_row_max for softmax.no_row_max."""
    return id_.replace(".", "__")


def helper_text(assignment: str, names: Collection[str], judged: str) -> str:
    """A text that defines these helpers rightly, with all that they need and nothing else.

    CourseError if that would hold the answer to the exercise being judged.
    """
    wanted, parts = _closure(assignment, names), []
    if judged in wanted:
        raise CourseError(f"{judged} would be judged beside its own answer, which {names} need.")
    for node in ast.parse(reference(assignment)).body:
        is_import = isinstance(node, ast.Import | ast.ImportFrom)
        if is_import or wanted & set(_defined(node)):
            parts.append(ast.get_source_segment(reference(assignment), node) or "")
    return "\n\n".join(parts) + "\n"


def _closure(assignment: str, names: Collection[str]) -> set[str]:
    """The names and every name of the reference that their definitions lead to."""
    needs = _needs(assignment)
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += needs.get(name, ())
    return found


@cache
def _needs(assignment: str) -> dict[str, frozenset[str]]:
    """For each name the reference defines, those among them that its definition mentions."""
    text = reference(assignment)
    nodes = [node for node in ast.parse(text).body if _defined(node)]
    defined = {name for node in nodes for name in _defined(node)}
    needs: dict[str, frozenset[str]] = {}
    for node in nodes:
        segment = ast.get_source_segment(text, node) or ""
        mentioned = frozenset(_globals(symtable.symtable(segment, "reference", "exec")))
        for name in _defined(node):
            needs[name] = (mentioned & defined) - {name}
    return needs


def _defined(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [part.id for part in targets if isinstance(part, ast.Name)]
    return []


def _globals(table: symtable.SymbolTable) -> Iterator[str]:
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (symbol.is_global() or table.get_type() == "module"):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _globals(inner)
