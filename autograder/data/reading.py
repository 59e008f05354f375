"""The images and labels of a resolved data set as tensors over its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.data.errors import IdxFormatError
from autograder.data.idx import mapped
from autograder.data.manifest import RAW, TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS

if TYPE_CHECKING:
    import torch

    from autograder.data.sources import FashionMNIST


def tensors(dataset: FashionMNIST, train: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Images uint8 (n, 28, 28) and labels uint8 (n,) of the training or the test part.

    Both are private, copy-on-write mappings of the files (see idx.mapped): cheap to make, shared
    between forks, and nothing written to them leaves the process.

    Raises IdxFormatError when the two files do not belong together.
    """
    raw = dataset.root / RAW
    images = mapped(raw / (TRAIN_IMAGES if train else TEST_IMAGES), axes=3)
    labels = mapped(raw / (TRAIN_LABELS if train else TEST_LABELS), axes=1)
    if len(images) != len(labels) or images.shape[1:] != (28, 28):
        raise IdxFormatError(
            f"Reading the {'training' if train else 'test'} part in {raw}: images of shape "
            f"{tuple(images.shape)} came with {len(labels)} labels, expected (n, 28, 28) and n. "
            "Run `autograder data`, or correct FASHION_MNIST_ROOT."
        )
    return images, labels
