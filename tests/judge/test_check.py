"""Checks are collected in order, and a course that contradicts itself is refused."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.errors import CourseError
from autograder.judge.check import Register


def passes(student: Any, draw: Any) -> None: ...


def test_an_assignment_holds_its_exercises_and_checks_in_order() -> None:
    register = Register()
    register.exercise("f")
    register.exercise("g", uses=("f",))

    @register.check("g", "title", points=2, seconds=3.0, statistical=True)
    def _second(student: Any, draw: Any) -> None: ...

    @register.check("f", "title", points=0.5)
    def first(student: Any, draw: Any) -> None: ...

    assignment = register.assignment("name", "Title")
    assert [exercise.name for exercise in assignment.exercises] == ["f", "g"]
    assert [check.name for e in assignment.exercises for check in e.checks] == ["first", "second"]
    assert (assignment.points, assignment.exercise("g").uses) == (2.5, ("f",))
    assert assignment.exercise("g").checks[0].is_statistical
    assert (assignment.exercise("f").seconds, assignment.exercise("g").seconds) == (20.0, 6.0)
    assert first.__name__ == "first", "the decorated function is still itself"


@pytest.mark.parametrize(("exercise", "points"), [("g", 1), ("f", 0), ("f", -1)])
def test_a_check_of_nothing_or_without_points_is_refused(exercise: str, points: float) -> None:
    register = Register()
    register.exercise("f")
    with pytest.raises(CourseError, match="title"):
        register.check(exercise, "title", points=points)


def test_an_exercise_without_checks_is_refused() -> None:
    register = Register()
    register.exercise("f")
    with pytest.raises(CourseError, match="no checks"):
        register.assignment("name", "Title")


def test_two_checks_of_one_name_are_refused() -> None:
    register = Register()
    register.exercise("f")
    register.check("f", "one", points=1)(passes)
    register.check("f", "two", points=1)(passes)
    with pytest.raises(CourseError, match="passes"):
        register.assignment("name", "Title")
