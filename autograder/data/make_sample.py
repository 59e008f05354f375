"""Make the embedded sample from the real Fashion-MNIST: ``python -m autograder.data.make_sample``.

The sample is the first 500 training and the first 100 test images of every class, in the order of
the official files. It is for a laptop without network; a verdict given with it says so. It is made
again only when its size changes; then copy the new digests to autograder.data.manifest.

5,000 images in 2.6 MB are enough to train above 0.7, though not as fast as 60,000. Softmax
regression from weights N(0, 0.01²), batch 256, lr 0.1, accuracy on the sample's own test images
over 50 seeds, and the mean training loss of that epoch:

    epoch 1    mean 0.657   sd 0.020   minimum 0.608   loss 1.47
    epoch 3    mean 0.731   sd 0.014   minimum 0.695   loss 0.84
    epoch 5    mean 0.753   sd 0.015   minimum 0.697   loss 0.72
    epoch 10   mean 0.789   sd 0.010   minimum 0.754   loss 0.61

So ten epochs pass 0.7 with nine standard deviations to spare, five epochs do not pass it for
certain, and the real set's training loss below 0.5 after ten epochs is out of reach here: ten
epochs are 200 steps of gradient descent, fewer than one epoch of the real set.
"""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path

import torch

from autograder.data.idx import encode
from autograder.data.manifest import TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS
from autograder.data.reading import tensors
from autograder.data.sources import SAMPLE_FOLDER, FashionMNIST, resolve

TRAIN_PER_CLASS = 500
TEST_PER_CLASS = 100


def first_of_each_class(labels: torch.Tensor, count: int) -> torch.Tensor:
    """Row numbers, ascending, of the first `count` rows of each of the ten classes."""
    rows = [torch.nonzero(labels == label).flatten()[:count] for label in range(10)]
    return torch.cat(rows).sort().values


def sample_files(real: FashionMNIST) -> dict[str, bytes]:
    """The sample's idx files by name, uncompressed."""
    files = {}
    for train, count, image_file, label_file in (
        (True, TRAIN_PER_CLASS, TRAIN_IMAGES, TRAIN_LABELS),
        (False, TEST_PER_CLASS, TEST_IMAGES, TEST_LABELS),
    ):
        images, labels = tensors(real, train)
        rows = first_of_each_class(labels, count)
        for name, part in ((image_file, images[rows]), (label_file, labels[rows])):
            files[name] = encode(tuple(part.shape), part.numpy().tobytes())
    return files


def compressed(content: bytes) -> bytes:
    """A gzip file without name or time, so the same bytes every time.

    GzipFile rather than gzip.compress, whose header differs between versions of Python. A zlib that
    compresses by other rules (zlib-ng) gives other, equally valid bytes.
    """
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()


def write_sample(folder: Path, real: FashionMNIST) -> None:
    """Write the four ``.gz`` files of the sample into `folder`."""
    for name, content in sample_files(real).items():
        (folder / f"{name}.gz").write_bytes(compressed(content))


if __name__ == "__main__":
    write_sample(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE_FOLDER, resolve())
