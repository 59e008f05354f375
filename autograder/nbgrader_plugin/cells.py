"""Which test cells ask the judge, and which are an instructor's own.

    check(softmax)              a check cell; comments and an import of `check` may stand beside it
    no use of `check` at all    an own test: its asserts run in the student's process
    any other use of `check`    misused: the checks would not be run, so nobody knows a score
    %%bash, !command            foreign: no such thing is run, so it would pass by doing nothing

In the worker `check` does nothing, because students leave calls of it in cells of their own.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator

from nbformat import NotebookNode
from nbgrader import utils

from autograder.course.catalog import exercise_names
from autograder.worker.cells import read_cells

HIDDEN = "BEGIN HIDDEN TESTS"  # nbgrader's mark of what students do not get to see of a test
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_MENTION = re.compile(r"\bcheck\s*\(")


def is_test(cell: NotebookNode) -> bool:
    """Whether it is a code cell that is graded by what it shows, and not by a person."""
    return cell.cell_type == "code" and bool(utils.is_grade(cell)) and not utils.is_solution(cell)


def has_hidden_tests(cell: NotebookNode) -> bool:
    return is_test(cell) and HIDDEN in cell.source


def test_cells(nb: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in nb.cells if is_test(cell)]


def check_cells(nb: NotebookNode) -> list[tuple[NotebookNode, str]]:
    """Those that ask the judge, with the exercise's name."""
    pairs = [(cell, _asked_for(cell.source)) for cell in test_cells(nb)]
    return [(cell, name) for cell, name in pairs if name]


def _asked_for(source: str) -> str:
    """`softmax` of a cell `check(softmax)`; empty for any other cell, or no exercise's name."""
    match [each for each in _parsed(source) or () if not _does_nothing(each)]:
        case [ast.Expr(ast.Call(ast.Name("check"), [ast.Name(name)], []))]:
            return name if name in exercise_names() else ""
    return ""


def _parsed(source: str) -> list[ast.stmt] | None:
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _does_nothing(statement: ast.stmt) -> bool:
    """A text, or an import of `check` itself."""
    match statement:
        case ast.Expr(ast.Constant(str())):
            return True
        case ast.ImportFrom("autograder", [ast.alias("check", None)], 0):
            return True
    return False


def misused_checks(cells: Iterable[NotebookNode]) -> list[NotebookNode]:
    """The test cells that use the grader's `check` in any way but as a check cell does.

    `check` does nothing where student's code runs, so they would pass. `cells` are those that the
    instructor wrote, in order: a locked one may define a `check` of the course's own, and functions
    that use the grader's, or other names it is imported as, are taken for it.
    """
    misused, ours, modules = [], {"check"}, {"autograder"}
    for cell in cells:
        if cell.cell_type != "code" or (is_test(cell) and _asked_for(cell.source)):
            continue
        body = _parsed(cell.source)
        nodes = [node for statement in body or () for node in ast.walk(statement)]
        defined = set(_defined(nodes))
        ours |= set(_imported(nodes, "autograder", "check"))
        modules |= set(_imported(nodes, "", "autograder"))
        known = ours - defined
        is_used = _uses(nodes, known, modules)
        if body is None:  # a magic, or no Python
            is_used = "check" in ours and bool(_MENTION.search(cell.source))
        if is_used and is_test(cell):
            misused.append(cell)
        functions = [node for node in nodes if isinstance(node, _FUNCTIONS)]
        through = {node.name for node in functions if _uses(ast.walk(node), known, modules)}
        ours |= through
        if utils.is_locked(cell):
            ours -= defined - through
    return misused


def _uses(nodes: Iterable[ast.AST], names: set[str], modules: set[str]) -> bool:
    for node in nodes:
        match node:
            case ast.Name(name, ast.Load()) if name in names:
                return True
            case ast.Attribute(ast.Name(name), "check") if name in modules:
                return True
    return False


def _defined(nodes: list[ast.AST]) -> Iterator[str]:
    """Names that are given a meaning, other than by an import from this package."""
    for node in nodes:
        match node:
            case ast.arg(name):
                yield name
            case _ if isinstance(node, _FUNCTIONS):
                yield node.name
            case ast.Name(name, ast.Store()):
                yield name
            case ast.ImportFrom(module, aliases) if module != "autograder":
                yield from (alias.asname or alias.name for alias in aliases)


def _imported(nodes: list[ast.AST], module: str, wanted: str) -> Iterator[str]:
    """What `wanted` is called once it is imported, as itself or from the module."""
    for node in nodes:
        match node:
            case ast.ImportFrom(found, aliases) if found == module:
                pass
            case ast.Import(aliases) if not module:
                pass
            case _:
                continue
        yield from (alias.asname or alias.name for alias in aliases if alias.name == wanted)


def foreign_tests(cells: Iterable[NotebookNode]) -> list[NotebookNode]:
    """The test cells of which something is for a shell or another language.

    Where students' code runs, that does nothing and so could not fail.
    """
    return [cell for cell in cells if is_test(cell) and _is_foreign(cell.source)]


def _is_foreign(source: str) -> bool:
    """Whether the worker makes nothing of it, or calls that it does not answer."""
    notebook = {"cells": [{"cell_type": "code", "source": source}]}
    (cell,) = read_cells(json.dumps(notebook).encode(), "test.ipynb")
    if source.strip() and not cell.source.strip():
        return True
    nodes = (node for each in _parsed(cell.source) or () for node in ast.walk(each))
    return any(map(_hands_over, nodes))


def _hands_over(node: ast.AST) -> bool:
    match node:
        case ast.Call(ast.Attribute(ast.Call(ast.Name("get_ipython")), name), arguments):
            match name, arguments:
                case "system" | "getoutput" | "run_cell_magic", _:
                    return True
                case "run_line_magic", [ast.Constant("sx" | "system"), *_]:
                    return True
    return False


def solution_id(nb: NotebookNode, cell: NotebookNode, name: str = "") -> str:
    """The solution cell to which a test's reasons belong: of that name, else the one before it."""
    last = ""
    for other in nb.cells:
        if other.cell_type == "code" and utils.is_solution(other):
            last = other.metadata.nbgrader["grade_id"]
            if last == name:
                return name
        if other is cell:
            break
    return last
