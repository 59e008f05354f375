"""Wrong versions of lesson 1, each with the misunderstanding it comes from."""

from __future__ import annotations

from autograder.course.linear_regression import (
    wrong_closed_forms,
    wrong_data,
    wrong_minibatches,
    wrong_model,
    wrong_reports,
    wrong_steps,
    wrong_training,
    wrong_training_variants,
)
from autograder.course.mistake import KnownMistake

MISTAKES: tuple[KnownMistake, ...] = (
    *wrong_data.MISTAKES,
    *wrong_minibatches.MISTAKES,
    *wrong_model.MISTAKES,
    *wrong_steps.MISTAKES,
    *wrong_closed_forms.MISTAKES,
    *wrong_training.MISTAKES,
    *wrong_training_variants.MISTAKES,
    *wrong_reports.MISTAKES,
)
