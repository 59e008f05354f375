"""Lesson 6 as a whole: stable functions, the network, and its training."""

from __future__ import annotations

from autograder.course.lesson import lesson
from autograder.course.softmax_regression_concise import mathematics, network, training
from autograder.messages import mark

ASSIGNMENT = lesson(
    "softmax_regression_concise",
    mark("Softmax regression, stable and short"),
    mathematics.REGISTER,
    network.REGISTER,
    training.REGISTER,
)
