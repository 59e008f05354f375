"""The course's answers as texts: all right, and mistakes each in a space of its own."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from autograder.course.answers import (
    catalogue,
    helper_text,
    reference,
    signatures,
    variant_name,
)
from autograder.course.catalog import NAMES, assignment
from autograder.course.mistake import mistakes
from autograder.course.siblings import SIBLINGS, siblings_of
from autograder.errors import CourseError


def run(text: str) -> dict[str, Any]:
    space: dict[str, Any] = {"__name__": "course"}
    exec(text, space)  # noqa: S102
    return space


@pytest.mark.parametrize("name", NAMES)
def test_the_catalogue_holds_every_answer_and_every_mistake(name: str) -> None:
    space = run(catalogue(name))
    for exercise in assignment(name).exercises:
        assert callable(space[exercise.name])
    for mistake in mistakes(name):
        assert callable(space[variant_name(mistake.id)])
        assert space[variant_name(mistake.id)] is not space[mistake.exercise]


def test_a_mistake_leaves_the_right_answers_alone() -> None:
    space = run(catalogue("softmax_regression"))
    X = torch.tensor([[1000.0, 1000.0]])
    assert space["softmax"](X).tolist() == [[0.5, 0.5]]
    assert space["softmax__no_row_max"](X).isnan().all()
    W, b = torch.zeros(2, 3), torch.zeros(3)
    assert torch.allclose(space["net"](X, W, b), torch.full((1, 3), 1 / 3))


def test_a_helper_brings_what_it_needs_and_no_more() -> None:
    space = run(helper_text("softmax_regression", ["evaluate_accuracy"], "train"))
    assert {"evaluate_accuracy", "accuracy", "Accumulator"} <= space.keys()
    assert not {"softmax", "net", "train", "train_epoch", "predict"} & space.keys()
    assert "train_epoch" not in helper_text("softmax_regression", ["accuracy"], "train")


def test_no_text_holds_the_answer_of_what_is_judged() -> None:
    with pytest.raises(CourseError, match="its own answer"):
        helper_text("softmax_regression", ["train"], "accuracy")


def test_an_assignment_that_was_never_built_is_the_authors_trouble() -> None:
    with pytest.raises(CourseError, match="autograder build"):
        reference("alchemy")


def test_siblings_are_known_mistakes_of_one_exercise_and_of_one_group() -> None:
    known = {mistake.id for name in NAMES for mistake in mistakes(name)}
    ids = [id_ for group in SIBLINGS for id_ in group.ids]
    assert set(ids) <= known
    assert len(set(ids)) == len(ids)
    for group in SIBLINGS:
        assert len({id_.partition(".")[0] for id_ in group.ids}) == 1
        assert all(siblings_of(id_) is group for id_ in group.ids)
    assert siblings_of("softmax.no_row_max") is None


@pytest.mark.parametrize("name", NAMES)
def test_every_mistake_has_its_signature(name: str) -> None:
    """`python -m autograder.authoring.signatures` writes them."""
    found = signatures(name)
    for mistake in mistakes(name):
        checks = {check.name for check in assignment(name).exercise(mistake.exercise).checks}
        written = found[mistake.id]
        assert written["always"] or written["by_chance"]
        assert {*written["always"], *written["by_chance"]} <= checks
