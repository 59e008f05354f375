"""The assignments in the order they are taught, and how to find one by name."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from autograder.errors import UsageError, nearest
from autograder.judge.check import Assignment
from autograder.messages import _

NAMES = (
    "linear_regression",
    "linear_regression_concise",
    "loss_functions",
    "fashion_mnist",
    "softmax_regression",
    "softmax_regression_concise",
)


@cache
def assignment(name: str) -> Assignment:
    """The assignment of that name; UsageError, with the nearest name, if there is none."""
    if name not in NAMES:
        message = _("There is no assignment {name!r}.{guess} There are: {known}.")
        raise UsageError(
            message.format(name=name, guess=nearest(name, NAMES), known=", ".join(NAMES))
        )
    found = import_module(f"autograder.course.{name}.checks").ASSIGNMENT
    assert isinstance(found, Assignment)  # noqa: S101  the course's own tests prove it
    return found


def exercise_names() -> dict[str, str]:
    """Every exercise's name with the assignment it belongs to."""
    return {e.name: name for name in NAMES for e in assignment(name).exercises}
