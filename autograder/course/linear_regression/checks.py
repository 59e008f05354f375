"""Lesson 1 as a whole: the checks of its data, of its functions, then of its training loop."""

from __future__ import annotations

from autograder.course.linear_regression import training
from autograder.messages import mark

ASSIGNMENT = training.REGISTER.assignment(
    "linear_regression", mark("Linear regression from scratch")
)
