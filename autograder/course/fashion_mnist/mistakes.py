"""Wrong versions of lesson 4, each with the misunderstanding it comes from."""

from __future__ import annotations

from autograder.course.fashion_mnist import (
    wrong_labels,
    wrong_loaders,
    wrong_pictures,
    wrong_preparation,
)
from autograder.course.mistake import KnownMistake

MISTAKES: tuple[KnownMistake, ...] = (
    *wrong_labels.MISTAKES,
    *wrong_loaders.MISTAKES,
    *wrong_pictures.MISTAKES,
    *wrong_preparation.MISTAKES,
)
