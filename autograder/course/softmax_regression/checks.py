"""Lesson 5 as a whole: the model, what counts its hits, the loops, and naming what is seen."""

from __future__ import annotations

from autograder.course.lesson import lesson
from autograder.course.softmax_regression import (
    counting,
    evaluation,
    prediction,
    probabilities,
    training,
)
from autograder.messages import mark

ASSIGNMENT = lesson(
    "softmax_regression",
    mark("Softmax regression from scratch"),
    probabilities.REGISTER,
    counting.REGISTER,
    evaluation.REGISTER,
    training.REGISTER,
    prediction.REGISTER,
)
