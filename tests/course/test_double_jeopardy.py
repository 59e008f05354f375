"""One broken function costs its own points and nobody else's, for every pair of exercises."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.course.answers import helper_text
from autograder.course.catalog import NAMES, assignment
from autograder.course.mistake import mistakes
from autograder.errors import CourseError
from autograder.outcome import Verdict

EXERCISES = [(name, exercise.name) for name in NAMES for exercise in assignment(name).exercises]


def broken(name: str, exercise: str, how: str) -> str:
    known = [mistake.code for mistake in mistakes(name) if mistake.exercise == exercise]
    return {
        "first mistake": known[0],
        "raises": f"def {exercise}(*arguments, **named):\n    raise RuntimeError('broken')",
        "missing": f"del {exercise}",
    }[how]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["first mistake", "raises", "missing"])
@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_a_broken_function_costs_no_other_exercise_a_point(
    graded_in: Callable[..., Verdict], name: str, exercise: str, how: str
) -> None:
    verdict = graded_in(name, broken(name, exercise, how), explain=True)
    lost = {each.name for each in verdict.exercises if each.score != each.max_score}
    assert lost == {exercise}


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_the_helpers_of_an_exercise_hold_nothing_but_what_it_builds_on(
    name: str, exercise: str
) -> None:
    chosen = assignment(name)
    builds_on, waiting = set(), list(chosen.exercise(exercise).uses)
    while waiting:
        helper = waiting.pop()
        builds_on.add(helper)
        waiting += chosen.exercise(helper).uses
    assert exercise not in builds_on, (
        "a circle: neither could ever be judged with the other's answer"
    )
    if builds_on:
        space: dict[str, object] = {}
        exec(helper_text(name, builds_on, exercise), space)  # noqa: S102
        others = {each.name for each in chosen.exercises} - builds_on
        assert builds_on <= space.keys()
        assert not others & space.keys()


def test_no_helpers_that_would_hold_the_answer() -> None:
    with pytest.raises(CourseError, match="its own answer"):
        helper_text("softmax_regression", ["train"], "train_epoch")
