"""What the drawn training problems promise to whoever compares with their paths."""

from __future__ import annotations

from typing import Literal

from autograder.course import oracle
from autograder.course.softmax_regression.problems import (
    draw_learned_problem,
    draw_long_problem,
    draw_problem_with_a_setback,
    draw_test_batches,
)
from autograder.judge.draw import Draw


def test_long_problems_reach_a_low_loss_and_still_move() -> None:
    for seed in range(300):
        epochs = draw_long_problem(Draw(f"long {seed}")).epochs
        assert epochs[9].loss < 0.05
        (old_W, old_b), (W, b) = epochs[-1].path[-2:]
        assert max(float((W - old_W).abs().max()), float((b - old_b).abs().max())) >= 0.005


def test_learned_problems_leave_steps_to_take() -> None:
    for seed in range(20):
        problem = draw_learned_problem(Draw(f"learned {seed}"))
        for epoch in problem.epochs:
            assert epoch.loss < 1e-3
            assert epoch.accuracy == 1
            (before, _b), (after, _after_b) = epoch.path
            assert float((after - before).abs().max()) > 1e-3


def test_a_setback_is_of_the_loss_or_of_the_accuracy_and_not_where_the_test_is_worse() -> None:
    kinds: tuple[Literal["loss", "accuracy"], ...] = ("loss", "accuracy")
    for of in kinds:
        for seed in range(5):
            draw = Draw(f"setback {seed}")
            problem = draw_problem_with_a_setback(draw, 3, of=of)
            one, two, three, _four = problem.epochs
            assert (two.loss > 1.01 * one.loss) is (of == "loss")
            assert (two.accuracy < one.accuracy) is (of == "accuracy")
            assert three.accuracy >= two.accuracy
            batches = draw_test_batches(draw, 3, problem)
            tested = [oracle.accuracy(batches, *epoch.end) for epoch in problem.epochs]
            assert tested[0] < tested[1] > tested[2] > tested[3]
