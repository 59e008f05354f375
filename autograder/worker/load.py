"""Run a submission's cells in a namespace of their own and say what became of each."""

from __future__ import annotations
import __future__

import ast
import functools
import linecache
import operator
import sys
import types
from collections.abc import Callable, Collection
from typing import Any

from autograder.wire import Record
from autograder.worker.cells import Cell
from autograder.worker.faults import describe_fault

MODULE = "submission"  # so that `if __name__ == "__main__":` parts do not run
_FUTURE_FLAGS = functools.reduce(
    operator.or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)


def new_module() -> types.ModuleType:
    """A module importable by its name, so that dataclasses and pickling work in it.

    It has what a notebook's cells find without importing it, doing nothing.
    """
    module = types.ModuleType(MODULE)
    module.__dict__.update(display=_nothing, get_ipython=_Shell)
    sys.modules[MODULE] = module
    return module


class _Shell:
    """Stands for the notebook's shell: any method may be called, none does anything."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return _nothing


def _nothing(*arguments: Any, **named: Any) -> None:
    pass


def run_cells(
    cells: list[Cell],
    namespace: dict[str, Any],
    skip: Collection[int] = (),
    announce: Callable[[int], None] = lambda number: None,
) -> Record:
    """Run the cells in order, going on after one that fails.

    `announce` is told each cell's number before it runs, so that the judge knows which one hung;
    the numbers in `skip` are left out. The reply names the stubs still untouched (nothing else has
    taken their names, by whatever kind of statement) and the faults.
    """
    faults: list[Record] = []
    stubs: dict[str, Any] = {}
    flags = 0
    for number, cell in enumerate(cells):
        if number in skip:
            continue
        announce(number)
        try:
            tree = _parse(cell)
            code = compile(tree, cell.place, "exec", flags, dont_inherit=True)
            flags |= code.co_flags & _FUTURE_FLAGS
            before = {name: namespace.get(name) for name in stub_names(tree)}
            try:
                exec(code, namespace)  # noqa: S102  running it is what this process is for
            finally:
                now = {name: namespace.get(name) for name in before}
                stubs |= {name: now[name] for name in now if now[name] is not before[name]}
        except BaseException as error:  # noqa: BLE001  SystemExit and KeyboardInterrupt too
            faults.append(describe_fault(error))
    untouched = [name for name in stubs if namespace.get(name) is stubs[name]]
    return Record("loaded", {"stubs": sorted(untouched), "names": _callables(namespace),
                             "faults": faults, "cells": len(cells)})  # fmt: skip


def _parse(cell: Cell) -> ast.Module:
    _show_in_tracebacks(cell)
    return ast.parse("\n" * (cell.first_line - 1) + cell.source, cell.place)


def _show_in_tracebacks(cell: Cell) -> None:
    entry = linecache.cache.get(cell.place, (0, None, [], ""))
    lines = list(entry[2]) if len(entry) == 4 else []
    new, start = [f"{line}\n" for line in cell.source.split("\n")], cell.first_line - 1
    lines += ["\n"] * (start + len(new) - len(lines))
    lines[start : start + len(new)] = new
    linecache.cache[cell.place] = (len(lines), None, lines, cell.place)


def _callables(namespace: dict[str, Any]) -> list[str]:
    names = [name for name, value in namespace.items() if callable(value) and value is not _nothing]
    given = ("__builtins__", "get_ipython")
    return sorted(name for name in names if isinstance(name, str) and name not in given)


def stub_names(tree: ast.Module) -> set[str]:
    """Those whose bodies hold nothing yet: a docstring, `pass`, `raise NotImplementedError`."""
    return {
        node.name
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and _is_stub(node)
    }


def _is_stub(node: ast.FunctionDef | ast.ClassDef) -> bool:
    if isinstance(node, ast.ClassDef):
        methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
        return bool(methods) and all(map(_is_stub, methods))
    return all(map(_does_nothing, node.body))


def _does_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Raise(exc=ast.Name(id="NotImplementedError")):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError"))):
            return True
    return False
