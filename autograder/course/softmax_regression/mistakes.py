"""Wrong versions of lesson 5, each with the misunderstanding it comes from."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.course.softmax_regression import wrong_functions, wrong_loops

MISTAKES: tuple[KnownMistake, ...] = (*wrong_functions.MISTAKES, *wrong_loops.MISTAKES)
