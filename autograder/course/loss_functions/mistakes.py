"""Wrong versions of lesson 3, each with the misunderstanding it comes from."""

from __future__ import annotations

from autograder.course.loss_functions import (
    wrong_formulas,
    wrong_huber,
    wrong_likelihood,
    wrong_powers,
)
from autograder.course.mistake import KnownMistake

MISTAKES: tuple[KnownMistake, ...] = (
    *wrong_powers.MISTAKES,
    *wrong_huber.MISTAKES,
    *wrong_likelihood.MISTAKES,
    *wrong_formulas.MISTAKES,
)
