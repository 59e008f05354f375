"""What a mutation operator is, and how the operators of a node are found."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

# What takes a node's place: another node, or several statements in place of one.
Replacement = ast.AST | list[ast.stmt]
# Of a node and the names in its function: each change's name, and what takes the node's place.
Operator = Callable[[Any, tuple[str, ...]], Iterator[tuple[str, Replacement]]]
Node = TypeVar("Node", bound=ast.AST)

_OPERATORS: list[tuple[tuple[type[ast.AST], ...], Operator]] = []


def on(*kinds: type[ast.AST]) -> Callable[[Operator], Operator]:
    """Register the decorated operator for nodes of these kinds."""

    def register(operator: Operator) -> Operator:
        _OPERATORS.append((kinds, operator))
        return operator

    return register


def changes(node: ast.AST, names: tuple[str, ...]) -> Iterator[tuple[str, Replacement]]:
    """Every change that some operator makes at this very node."""
    for kinds, operator in _OPERATORS:
        if isinstance(node, kinds):
            yield from operator(node, names)


def changed(node: Node, **fields: Any) -> Node:
    """A copy of the node with other fields; the node itself stays as it is."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def parsed(text: str) -> Any:
    """The expression that a text is."""
    return ast.parse(text, mode="eval").body


def without(items: list[Any], index: int) -> list[Any]:
    return items[:index] + items[index + 1 :]


def swapped(items: list[Any], index: int) -> list[Any]:
    """The list with an item and its successor exchanged."""
    return [*items[:index], items[index + 1], items[index], *items[index + 2 :]]
