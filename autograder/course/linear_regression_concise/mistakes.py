"""Wrong versions of lesson 2, each with the misunderstanding it comes from."""

from __future__ import annotations

from autograder.course.linear_regression_concise import (
    wrong_loading,
    wrong_network,
    wrong_reports,
    wrong_training,
)
from autograder.course.mistake import KnownMistake

MISTAKES: tuple[KnownMistake, ...] = (
    *wrong_loading.MISTAKES,
    *wrong_network.MISTAKES,
    *wrong_training.MISTAKES,
    *wrong_reports.MISTAKES,
)
