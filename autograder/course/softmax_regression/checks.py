"""Lesson 5 as a whole: the checks of its functions, then those of its loops."""

from __future__ import annotations

from autograder.course.softmax_regression import loops  # noqa: F401  registers its checks
from autograder.course.softmax_regression.functions import REGISTER
from autograder.messages import mark

ASSIGNMENT = REGISTER.assignment("softmax_regression", mark("Softmax regression from scratch"))
