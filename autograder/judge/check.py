"""Checks and exercises: what is run for a name, for how many points, and with which limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autograder.errors import CourseError
from autograder.judge.draw import Draw

# The student is `Any` here so that checks may call the functions they are about by name.
CheckFunction = Callable[[Any, Draw], None]


@dataclass(frozen=True)
class Check:
    name: str
    title: str
    points: float
    run: CheckFunction
    seconds: float  # of wall time; a check that takes longer is stopped
    is_statistical: bool  # its verdict on a right answer is a matter of (tiny) probability


@dataclass(frozen=True)
class Exercise:
    """One stub. `seconds` bounds the wall time of all its checks together."""

    name: str
    checks: tuple[Check, ...]
    uses: tuple[str, ...] = ()  # the student's other functions that this one builds on
    forbidden: tuple[str, ...] = ()  # operations and modules of torch, as its docstring says

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def is_random(self) -> bool:
        """Whether its results hang on luck: two right answers need not be the same."""
        return any(check.is_statistical for check in self.checks)

    @property
    def seconds(self) -> float:
        return 2 * max(check.seconds for check in self.checks)


@dataclass(frozen=True)
class Assignment:
    name: str
    title: str
    exercises: tuple[Exercise, ...]

    @property
    def points(self) -> float:
        return sum(exercise.points for exercise in self.exercises)

    def exercise(self, name: str) -> Exercise:
        return next(exercise for exercise in self.exercises if exercise.name == name)


@dataclass
class Register:
    """Collects an assignment's checks in the order they are written."""

    checks: dict[str, list[Check]] = field(default_factory=dict)
    uses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    forbidden: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def exercise(
        self, name: str, *, uses: tuple[str, ...] = (), forbidden: tuple[str, ...] = ()
    ) -> None:
        """Open an exercise; its checks follow.

        `forbidden` has what the student is told not to use: operations of torch by their names
        ("softmax"), and modules ("torch.optim").
        """
        self.checks[name], self.uses[name], self.forbidden[name] = [], uses, forbidden

    def check(
        self,
        exercise: str,
        title: str,
        *,
        points: float,
        seconds: float = 10.0,
        statistical: bool = False,
    ) -> Callable[[CheckFunction], CheckFunction]:
        """Register the decorated function as a check of an exercise opened before."""
        if exercise not in self.checks or points <= 0:
            raise CourseError(f"check {title!r}: unknown exercise {exercise!r} or no points")

        def register(run: CheckFunction) -> CheckFunction:
            name = run.__name__.lstrip("_")
            self.checks[exercise].append(Check(name, title, points, run, seconds, statistical))
            return run

        return register

    def assignment(self, name: str, title: str) -> Assignment:
        for exercise, checks in self.checks.items():
            names = [check.name for check in checks]
            if not checks or len(set(names)) < len(names):
                raise CourseError(f"{name}.{exercise} has no checks, or two of one name: {names}")
        exercises = [
            Exercise(e, tuple(c), self.uses[e], self.forbidden[e]) for e, c in self.checks.items()
        ]
        return Assignment(name, title, tuple(exercises))
