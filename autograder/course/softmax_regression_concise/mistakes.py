"""Wrong versions of lesson 6, each with the misunderstanding it comes from."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.course.softmax_regression_concise import (
    wrong_formulas,
    wrong_losses,
    wrong_mathematics,
    wrong_network,
    wrong_training,
)

MISTAKES: tuple[KnownMistake, ...] = (
    *wrong_mathematics.MISTAKES,
    *wrong_losses.MISTAKES,
    *wrong_network.MISTAKES,
    *wrong_training.MISTAKES,
    *wrong_formulas.MISTAKES,
)
