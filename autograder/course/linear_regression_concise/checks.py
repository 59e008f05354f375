"""Lesson 2 as a whole: a loader, a network of one layer, and its training."""

from __future__ import annotations

from autograder.course.lesson import lesson
from autograder.course.linear_regression_concise import loading, network, training
from autograder.messages import mark

ASSIGNMENT = lesson(
    "linear_regression_concise",
    mark("Linear regression with torch's own parts"),
    loading.REGISTER,
    network.REGISTER,
    training.REGISTER,
)
