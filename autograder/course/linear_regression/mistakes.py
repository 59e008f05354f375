"""Wrong versions of lesson 1."""

from autograder.course.mistake import KnownMistake

MISTAKES: tuple[KnownMistake, ...] = ()
