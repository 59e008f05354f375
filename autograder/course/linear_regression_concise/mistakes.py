"""Wrong versions of lesson 2."""

from autograder.course.mistake import KnownMistake

MISTAKES: tuple[KnownMistake, ...] = ()
