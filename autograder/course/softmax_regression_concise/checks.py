"""Lesson 6 as a whole: the checks of its functions, then those of its network and its loop."""

from __future__ import annotations

from autograder.course.softmax_regression_concise import training  # noqa: F401  registers
from autograder.course.softmax_regression_concise.mathematics import REGISTER
from autograder.messages import mark

ASSIGNMENT = REGISTER.assignment(
    "softmax_regression_concise", mark("Softmax regression, stable and short")
)
