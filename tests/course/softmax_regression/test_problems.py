"""What the drawn training problems promise to whoever compares with their paths."""

from __future__ import annotations

from autograder.course.softmax_regression.problems import draw_long_problem
from autograder.judge.draw import Draw


def test_long_problems_reach_a_low_loss_and_still_move() -> None:
    for seed in range(300):
        epochs = draw_long_problem(Draw(f"long {seed}")).epochs
        assert epochs[9].loss < 0.05
        (old_W, old_b), (W, b) = epochs[-1].path[-2:]
        assert max(float((W - old_W).abs().max()), float((b - old_b).abs().max())) >= 0.005
