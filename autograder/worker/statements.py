"""A plain Python file as pieces that can be run one by one, also when part of it does not parse."""

from __future__ import annotations

import ast
import re
from collections import Counter

_UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
# What may stand at the start of a line and yet go on with the statement above it.
_GOES_ON = re.compile(r"(?:else|elif|except|finally)\b|[)\]}\s#]|$")
_LOOK_AHEAD = 40  # blocks that a text over several lines may be cut into by mistake

Piece = tuple[str, int]  # its text and its first line's number


def statements(text: str) -> list[Piece]:
    """The top-level statements with their first lines; those that share a line stay together.

    A syntax error stays in the block it belongs to.
    """
    lines = [line + "\n" for line in text.split("\n")]  # splitlines() knows more kinds of line ends
    body = _parsed(text)
    return _blocks(lines) if body is None else _pieces(body, lines, 0)


def constants(body: list[ast.stmt]) -> list[ast.stmt]:
    """Those that merely name a number, a text or the like, as `lr = 0.1` does, once and for all."""
    parts = [part for statement in body for part in ast.walk(statement)]
    times = Counter(p.id for p in parts if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store))
    return [
        statement
        for statement in body
        if isinstance(statement, ast.Assign)
        and _is_constant(statement.value)
        and all(
            isinstance(target, ast.Name) and times[target.id] == 1 for target in statement.targets
        )
    ]


def _is_constant(value: ast.expr) -> bool:
    try:
        hash(
            ast.literal_eval(value)
        )  # lists and dictionaries, which may be filled later, have none
    except (*_UNPARSABLE, TypeError):
        return False
    return True


def _parsed(text: str) -> list[ast.stmt] | None:
    try:
        return ast.parse(text).body
    except _UNPARSABLE:
        return None


def _pieces(body: list[ast.stmt], lines: list[str], offset: int) -> list[Piece]:
    spans: list[list[int]] = []
    for node in body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        last = node.end_lineno or node.lineno
        if spans and first <= spans[-1][1]:  # `a = 1; b = 2`
            spans[-1][1] = last
        else:
            spans.append([first, last])
    return [("".join(lines[a - 1 : b]), a + offset) for a, b in spans]


def _blocks(lines: list[str]) -> list[Piece]:
    """The file cut before every line that seems to begin a statement.

    Such a line may stand inside a text in triple quotes: a block that does not parse is tried
    together with the ones that follow.
    """
    starts = [
        number
        for number, line in enumerate(lines)
        if not _GOES_ON.match(line) and not (number and lines[number - 1].startswith("@"))
    ]
    bounds = [*starts, len(lines)]
    found: list[Piece] = []
    at = 0
    while at < len(starts):
        for end in range(at + 1, min(at + _LOOK_AHEAD, len(starts)) + 1):
            part = lines[bounds[at] : bounds[end]]
            body = _parsed("".join(part))
            if body is not None:
                found += _pieces(body, part, bounds[at])
                at = end
                break
        else:
            found.append(("".join(lines[bounds[at] : bounds[at + 1]]), bounds[at] + 1))
            at += 1
    return found
