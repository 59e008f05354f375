"""Which of several definitions of a name counts: the last one that came into being."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import Any

from autograder.wire import Record

_DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Definitions:
    """What the statements of a submission have made its names mean, in their order."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self._latest: dict[str, Any] = {}
        self._where: dict[str, list[str | int]] = {}
        self._written: set[str] = set()  # names that have meant more than an empty stub
        self._several: set[str] = set()
        self._failed: dict[str, Record] = {}  # the faults of definitions that none came after

    def made(self, statement: ast.stmt, place: str, stubs: Collection[str]) -> None:
        """A top-level statement has been run. What merely changes a function is no other one."""
        for name, node in _bound(statement):
            value = self.namespace.get(name)
            if not callable(value) or value is self._latest.get(name):
                continue
            self._latest[name] = value
            self._failed.pop(name, None)
            if _goes_on_from(name, node, statement):
                continue
            self._where[name] = [place, node.lineno]
            if name in self._written:
                self._several.add(name)
            elif name not in stubs:
                self._written.add(name)

    def failed(self, names: list[str], fault: Record) -> None:
        self._failed |= dict.fromkeys(names, fault)

    def last_of_several(self) -> dict[str, list[str | int]]:
        """Place and line of the definition that counts, of each name that has more than one."""
        return {
            name: self._where[name]
            for name in self._several
            if self.namespace.get(name) is self._latest[name]
        }

    def overtaken(self, fault: Record) -> list[str]:
        """The functions that mean what they did before, because the fault kept them from more."""
        return [
            name
            for name, last in self._failed.items()
            if last is fault and callable(self.namespace.get(name))
        ]


def _bound(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """The names that a statement gives a meaning, each with the part that does so."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, node
        case ast.alias(name=name, asname=other):
            yield other or name, node
        case ast.Name(id=name, ctx=ast.Store()):
            yield name, node
        case ast.Lambda():
            pass
        case _:
            for part in ast.iter_child_nodes(node):
                yield from _bound(part)


def _goes_on_from(name: str, node: ast.AST, statement: ast.stmt) -> bool:
    """Whether the new meaning is made of the old one: `f = cache(f)`, `@f.register`, overloads."""
    if isinstance(node, _DEFINITION):
        parts = [part for each in node.decorator_list for part in ast.walk(each)]
        is_overload = any("overload" in ast.unparse(each) for each in node.decorator_list)
    else:
        parts, is_overload = [*ast.walk(statement)], False
    is_used = any(
        isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load)
        for part in parts
    )
    return is_used or is_overload
