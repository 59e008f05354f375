"""Known mistakes: executable wrong versions of an exercise, each with its misunderstanding."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module


@dataclass(frozen=True)
class KnownMistake:
    """`code` defines the exercise anew; put after a right solution it makes the submission wrong.

    `message` says in one line what the code does wrong; `hint` asks instead of telling.
    """

    id: str  # "<exercise>.<name>"
    message: str
    hint: str
    code: str

    @property
    def exercise(self) -> str:
        return self.id.partition(".")[0]

    def planted_in(self, solution: str) -> str:
        """The solution's py:percent text with this mistake in place of the right function."""
        return f"{solution}\n\n# %%\n{self.code}"


def changed(right: str, old: str, new: str) -> str:
    """The right code with one passage replaced; ValueError unless it stands there exactly once."""
    if right.count(old) != 1:
        raise ValueError(f"{old!r} is not exactly once in the right code")
    return right.replace(old, new)


@cache
def mistakes(assignment: str) -> tuple[KnownMistake, ...]:
    found: tuple[KnownMistake, ...] = import_module(
        f"autograder.course.{assignment}.mistakes"
    ).MISTAKES
    return found
