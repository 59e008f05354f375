"""Demonstrations stand under a guard in a plain file, and without it in a notebook.

    if __name__ == "__main__":
        print(softmax(X))

The guard keeps a file importable; a notebook's cell is run by hand and reads better without.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator

from autograder.errors import CourseError

_TEST = ast.dump(ast.parse('__name__ == "__main__"', mode="eval").body)
# From Python 3.12 on an f-string is several tokens, of which the first and the last stand for it.
_FSTRING_ENDS = tuple(
    getattr(tokenize, name) for name in ("FSTRING_START", "FSTRING_END") if hasattr(tokenize, name)
)


def without_guard(source: str) -> str:
    """The statements under the guard, dedented; strings over several lines keep their value.

    CourseError if the source is anything but one guarded block.
    """
    match ast.parse(source).body:
        case [ast.If(test=test, body=[first, *_], orelse=[]) as guard] if (
            ast.dump(test) == _TEST and first.lineno > guard.lineno
        ):
            pass
        case _:
            raise CourseError(
                'a demo cell has to be one block under `if __name__ == "__main__":`, '
                f"so that importing the file does not run it; this one begins\n{source[:200]}"
            )
    lines = source.split("\n")
    indent = lines[first.lineno - 1][: first.col_offset]
    in_string = set(_lines_begun_in_a_string(source))
    dedented = [
        line if number in in_string else line.removeprefix(indent)
        for number, line in enumerate(lines[guard.lineno :], guard.lineno + 1)
    ]
    return "\n".join([*lines[: guard.lineno - 1], *dedented]).strip("\n")


def _lines_begun_in_a_string(source: str) -> Iterator[int]:
    """Numbers, from 1, of the lines whose first character is inside a string."""
    open_at: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.STRING:
            yield from range(token.start[0] + 1, token.end[0] + 1)
        elif token.type in _FSTRING_ENDS[:1]:
            open_at.append(token.start[0])
        elif token.type in _FSTRING_ENDS[1:]:
            yield from range(open_at.pop() + 1, token.end[0] + 1)
