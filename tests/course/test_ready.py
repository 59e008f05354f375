"""What the reference server prepares: the same images, quicker, and each caller's own."""

from __future__ import annotations

import pytest
import torch

from autograder.course import fashion
from autograder.course.answers import preparation
from autograder.course.catalog import NAMES
from autograder.course.ready import mapped_parts
from autograder.vision import torchvision


@pytest.mark.parametrize("train", [True, False])
def test_mapped_parts_are_those_that_torchvision_reads(train: bool) -> None:
    known = torchvision.datasets.FashionMNIST(fashion.dataset().root, train=train)
    images, labels = mapped_parts(known)
    assert torch.equal(images, known.data)
    assert torch.equal(labels, known.targets)
    assert labels.dtype == known.targets.dtype
    images[0] = 0
    assert torch.equal(mapped_parts(known)[0], known.data), "what was written is the writer's own"


def test_only_what_loads_images_is_prepared() -> None:
    assert [name for name in NAMES if preparation(name)] == ["fashion_mnist"]
