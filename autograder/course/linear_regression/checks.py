"""Lesson 1 as a whole: data, model, step, closed form and training loop."""

from __future__ import annotations

from autograder.course.lesson import lesson
from autograder.course.linear_regression import (
    data,
    descent,
    least_squares,
    model,
    passes,
    training,
)
from autograder.messages import mark

ASSIGNMENT = lesson(
    "linear_regression",
    mark("Linear regression from scratch"),
    data.REGISTER,
    passes.REGISTER,
    model.REGISTER,
    descent.REGISTER,
    least_squares.REGISTER,
    training.REGISTER,
)
