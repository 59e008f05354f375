"""Lesson 4 as a whole: names of classes, loaders, and pictures."""

from __future__ import annotations

from autograder.course.fashion_mnist import drawing, labels, loading
from autograder.course.lesson import lesson
from autograder.messages import mark

ASSIGNMENT = lesson(
    "fashion_mnist",
    mark("The Fashion-MNIST data set"),
    labels.REGISTER,
    loading.REGISTER,
    drawing.REGISTER,
)
