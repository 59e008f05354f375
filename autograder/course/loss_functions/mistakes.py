"""Wrong versions of lesson 3."""

from autograder.course.mistake import KnownMistake

MISTAKES: tuple[KnownMistake, ...] = ()
