"""Lesson 4 as a whole: the checks of names and loaders, then those of pictures."""

from __future__ import annotations

from autograder.course.fashion_mnist import drawing  # noqa: F401  registers its checks
from autograder.course.fashion_mnist.loading import REGISTER
from autograder.messages import mark

ASSIGNMENT = REGISTER.assignment("fashion_mnist", mark("The Fashion-MNIST data set"))
