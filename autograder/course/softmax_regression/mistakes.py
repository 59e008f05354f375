"""Wrong versions of lesson 5, each with the misunderstanding it comes from."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.course.softmax_regression import (
    wrong_accuracy,
    wrong_cross_entropy,
    wrong_epochs,
    wrong_evaluation,
    wrong_model,
    wrong_predictions,
    wrong_softmax,
    wrong_totals,
    wrong_training,
)

MISTAKES: tuple[KnownMistake, ...] = (
    *wrong_softmax.MISTAKES,
    *wrong_model.MISTAKES,
    *wrong_cross_entropy.MISTAKES,
    *wrong_accuracy.MISTAKES,
    *wrong_totals.MISTAKES,
    *wrong_evaluation.MISTAKES,
    *wrong_epochs.MISTAKES,
    *wrong_training.MISTAKES,
    *wrong_predictions.MISTAKES,
)
