"""Run a submission's cells in a namespace of their own and say what became of each."""

from __future__ import annotations
import __future__

import ast
import asyncio
import contextlib
import functools
import inspect
import linecache
import operator
import re
from collections.abc import Callable, Collection
from types import BuiltinFunctionType, CodeType, FunctionType
from typing import Any

from autograder.wire import Record
from autograder.worker.cells import Cell
from autograder.worker.definitions import Definitions
from autograder.worker.faults import describe_fault
from autograder.worker.outputs import Recorder
from autograder.worker.statements import constants
from autograder.worker.stubs import stub_names

_FUTURE_FLAGS = functools.reduce(
    operator.or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)
_DEFINITION = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
_FUNCTIONS = (FunctionType, BuiltinFunctionType, functools.partial, type)
DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def run_cells(
    cells: list[Cell],
    namespace: dict[str, Any],
    skip: Collection[int] = (),
    announce: Callable[[int], None] = lambda number: None,
    recorder: Recorder | None = None,
) -> Record:
    """Run the cells in order, going on after one that fails.

    `announce` is told each cell's number before it runs, so that the judge knows which one hung;
    the numbers in `skip` are left out. The reply names the stubs still untouched (nothing else has
    taken their names, by whatever kind of statement), everything that can be called, the functions
    whose names were `taken` by something else, where the last definition of those that were
    `redefined` stands, the faults, each with the names it left undefined and those that mean what
    they did before, and what a recorder kept of the cells' outputs.
    """
    run = _Run(namespace, recorder)
    given = dict(namespace)
    for number, cell in enumerate(cells):
        if number not in skip:
            announce(number)
            run.cell(cell)
    return Record("loaded", {
        "stubs": run.untouched_stubs(), "names": _callables(namespace, given),
        "taken": run.taken(), "redefined": run.definitions.last_of_several(),
        "faults": run.all_faults(),
        "cells": len(cells),
        "outputs": {str(n): kept for n, kept in recorder.outputs.items()} if recorder else {},
    })  # fmt: skip


class _Run:
    """What has to be remembered from cell to cell."""

    def __init__(self, namespace: dict[str, Any], recorder: Recorder | None) -> None:
        self.namespace, self.recorder = namespace, recorder
        self.faults: list[Record] = []
        self.stubs: dict[str, Any] = {}
        self.made: dict[str, Any] = {}  # functions and classes, by their names
        self.definitions = Definitions(namespace)
        self.flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self.last = namespace.get("_")

    def cell(self, cell: Cell) -> None:
        recording = self.recorder.cell(cell.number) if self.recorder else contextlib.nullcontext()
        try:
            with recording:
                self._statements(_parse(cell), cell)
        except BaseException as error:  # noqa: BLE001  no cell parses, or its output cannot be kept
            if not (cell.is_shown_only and isinstance(error, SyntaxError)):
                self._blame(error, cell, defined_names(cell))

    def _statements(self, body: list[ast.stmt], cell: Cell) -> None:
        """Run them up to one that fails, and of the rest what merely gives names a meaning.

        A line may fail nowhere but here, such as the import of something that draws progress bars.
        """
        for number, statement in enumerate(body):
            try:
                self._statement(statement, cell, is_last=number == len(body) - 1)
            except BaseException as error:  # noqa: BLE001  SystemExit and KeyboardInterrupt too
                rest = body[number + 1 :]
                kept = _lasting(rest)
                undone = [each for each in rest if each not in kept]
                self._blame(error, cell, _names([statement, *undone]))
                self._statements([each for each in kept if not self._is_late_stub(each)], cell)
                return

    def _is_late_stub(self, statement: ast.stmt) -> bool:
        """Whether it would put an empty stub over what is there."""
        return bool(stub_names(ast.Module([statement], [])) & self.namespace.keys())

    def _statement(self, statement: ast.stmt, cell: Cell, is_last: bool) -> None:
        if is_last and isinstance(statement, ast.Expr):
            shown = ast.Expression(statement.value)
            code = compile(shown, cell.place, "eval", self.flags, dont_inherit=True)
            self._result(self._evaluate(code), cell)
            return
        tree = ast.Module([statement], [])
        before = {name: self.namespace.get(name) for name in stub_names(tree)}
        try:
            self._evaluate(compile(tree, cell.place, "exec", self.flags, dont_inherit=True))
        finally:
            now = {name: self.namespace.get(name) for name in before}
            self.stubs |= {name: now[name] for name in now if now[name] is not before[name]}
        self._remember(statement)
        self.definitions.made(statement, cell.place, stubs=before.keys())

    def _remember(self, statement: ast.stmt) -> None:
        """The functions and classes that it has made."""
        is_definition = isinstance(statement, ast.FunctionDef | ast.ClassDef)
        for name in defined_by(statement):
            value = self.namespace.get(name)
            if is_definition or type(value) is FunctionType:
                self.made[name] = value

    def _result(self, value: Any, cell: Cell) -> None:
        """A notebook's `_` is the last one, unless the submission gave that name a meaning."""
        if cell.number and value is not None and self.namespace.get("_") is self.last:
            self.namespace["_"] = self.last = value
        if self.recorder:
            self.recorder.result(value)

    def _evaluate(self, code: CodeType) -> Any:
        self.flags |= code.co_flags & _FUTURE_FLAGS
        value = eval(code, self.namespace)  # noqa: S307  running it is what this process is for
        if code.co_flags & inspect.CO_COROUTINE:  # a notebook's cell may `await`
            return asyncio.run(value)
        return value

    def _blame(self, error: BaseException, cell: Cell, names: list[str]) -> None:
        where = {"names": names, "cell": cell.number}
        fault = Record("fault", describe_fault(error).fields | where)
        self.faults.append(fault)
        self.definitions.failed(names, fault)

    def all_faults(self) -> list[Record]:
        for fault in self.faults:
            fault.fields["overtaken"] = self.definitions.overtaken(fault)
        return self.faults

    def untouched_stubs(self) -> list[str]:
        return sorted(name for name in self.stubs if self.namespace.get(name) is self.stubs[name])

    def taken(self) -> dict[str, str]:
        """The functions and classes whose names now mean something of another type, or nothing."""
        now = {name: self.namespace.get(name) for name in self.made}
        changed = {name: value for name, value in now.items() if value is not self.made[name]}
        return {
            name: type(value).__name__ if name in self.namespace else ""
            for name, value in changed.items()
            if not issubclass(type(value), _FUNCTIONS)
        }


def _parse(cell: Cell) -> list[ast.stmt]:
    _show_in_tracebacks(cell)
    body = ast.parse("\n" * (cell.first_line - 1) + cell.source, cell.place).body
    return _lasting(body) if cell.is_shown_only else body


def _lasting(body: list[ast.stmt]) -> list[ast.stmt]:
    """Its definitions and constants: what can be had without running the rest of it."""
    named = constants(body)
    return [each for each in body if isinstance(each, DEFINITIONS) or each in named]


def defined_names(cell: Cell) -> list[str]:
    """The names that a cell would define, as far as its text shows."""
    try:
        return _names(ast.parse(cell.source).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _DEFINITION.findall(cell.source)


def _names(statements: list[ast.stmt]) -> list[str]:
    return [name for statement in statements for name in defined_by(statement)]


def defined_by(statement: ast.stmt) -> list[str]:
    """The names that a statement gives a meaning, as far as its text shows."""
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return [alias.asname or alias.name for alias in aliases]
    names = [part for part in ast.walk(statement) if isinstance(part, ast.Name)]
    return [name.id for name in names if isinstance(name.ctx, ast.Store)]


def _show_in_tracebacks(cell: Cell) -> None:
    entry = linecache.cache.get(cell.place, (0, None, [], ""))
    lines = list(entry[2]) if len(entry) == 4 else []
    new, start = [f"{line}\n" for line in cell.source.split("\n")], cell.first_line - 1
    lines += ["\n"] * (start + len(new) - len(lines))
    lines[start : start + len(new)] = new
    linecache.cache[cell.place] = (len(lines), None, lines, cell.place)


def _callables(namespace: dict[str, Any], given: dict[str, Any]) -> list[str]:
    """What can be called and was not there before the submission."""
    return sorted(
        name
        for name, value in namespace.items()
        if isinstance(name, str) and callable(value) and value is not given.get(name)
    )
