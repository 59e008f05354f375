"""This course's right and wrong implementations of its exercises."""

from __future__ import annotations

import runpy
import textwrap
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

from autograder.course.catalog import NAMES
from autograder.course.mistake import mistakes
from autograder.worker.cells import read_cells
from autograder.worker.load import run_cells

ROOT = Path(__file__).parents[2]


class Implementation(NamedTuple):
    lesson: str
    exercise: str
    title: str
    code: str  # defines the exercise anew, after a right solution of the lesson

    def loaded(self) -> SimpleNamespace:
        """The lesson's functions, with this one in place of the right one. For one use only."""
        namespace = solution(self.lesson)
        exec(compile(self.code, self.title, "exec"), namespace)  # noqa: S102  our own corpus
        return SimpleNamespace(**namespace)


@cache
def solution(lesson: str) -> dict[str, Any]:
    """The namespace of the lesson's solution, without its demonstrations."""
    path = ROOT / "solutions" / f"{lesson}.py"
    namespace: dict[str, Any] = {"__name__": lesson}
    run_cells(read_cells(path.read_bytes(), path.name), namespace)
    return namespace


def wrong() -> list[Implementation]:
    return [
        Implementation(lesson, mistake.exercise, mistake.id, mistake.code)
        for lesson in NAMES
        for mistake in mistakes(lesson)
    ]


def right() -> list[Implementation]:
    """Those of the tables RIGHT in tests/course."""
    found = []
    for lesson in NAMES:
        for path in sorted((ROOT / "tests" / "course" / lesson).glob("test_*.py")):
            for exercise, codes in _table(path).items():
                named = codes.items() if isinstance(codes, dict) else enumerate(codes, 1)
                found += [
                    Implementation(
                        lesson, exercise, f"{path.stem}: {exercise} {title}", textwrap.dedent(code)
                    )
                    for title, code in named
                ]
    return found


def _table(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = runpy.run_path(str(path)).get("RIGHT", {})
    return found
