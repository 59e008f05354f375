"""The embedded sample is what its maker makes, is credited, and is enough to learn from."""

import gzip
import zlib
from pathlib import Path

import pytest
import torch

from autograder.data import SAMPLE, FashionMNIST, tensors
from autograder.data.digests import content_digest
from autograder.data.make_sample import (
    TEST_PER_CLASS,
    TRAIN_PER_CLASS,
    first_of_each_class,
    write_sample,
)
from autograder.data.manifest import FILES, SHA256
from autograder.data.sources import SAMPLE_FOLDER


@pytest.fixture
def sample(raw_sample: Path) -> FashionMNIST:
    return FashionMNIST(raw_sample, "test", SAMPLE)


def test_the_folder_holds_the_four_files_and_their_licence_and_is_small() -> None:
    files = {path.name: path for path in SAMPLE_FOLDER.iterdir()}
    assert set(files) == {"LICENSE", *(f"{name}.gz" for name in FILES)}
    assert sum(path.stat().st_size for path in files.values()) < 3_000_000
    licence = files["LICENSE"].read_text()
    for credit in ("MIT License", "Copyright (c) 2017 Zalando SE, https://tech.zalando.com"):
        assert credit in licence


@pytest.mark.parametrize("name", FILES)
def test_the_digests_are_those_of_the_manifest(name: str) -> None:
    assert content_digest(SAMPLE_FOLDER / f"{name}.gz") == SHA256[SAMPLE][name]


@pytest.mark.parametrize(("train", "count"), [(True, TRAIN_PER_CLASS), (False, TEST_PER_CLASS)])
def test_every_class_has_as_many_images_as_every_other(
    sample: FashionMNIST, train: bool, count: int
) -> None:
    images, labels = tensors(sample, train)
    assert images.shape == (10 * count, 28, 28)
    assert labels.long().bincount().tolist() == [count] * 10


def test_the_first_rows_of_each_class_are_taken_in_order() -> None:
    labels = torch.arange(10).repeat(3).flip(0)  # 9 8 ... 0, three times
    assert first_of_each_class(labels, 2).tolist() == list(range(20))


def test_the_real_set_gives_these_very_files(real: FashionMNIST, tmp_path: Path) -> None:
    write_sample(tmp_path, real)
    for name in FILES:
        made, kept = tmp_path / f"{name}.gz", SAMPLE_FOLDER / f"{name}.gz"
        assert gzip.decompress(made.read_bytes()) == gzip.decompress(kept.read_bytes())
        if "ng" not in zlib.ZLIB_RUNTIME_VERSION:  # zlib-ng compresses by rules of its own
            assert made.read_bytes() == kept.read_bytes()


@pytest.mark.parametrize("seed", range(3))
def test_softmax_regression_learns_from_it_well_above_seven_tenths(
    sample: FashionMNIST, seed: int
) -> None:
    """The book's setting; see make_sample for the distribution over 50 seeds (minimum 0.754)."""
    (X, y), (X_test, y_test) = (
        (images.flatten(1).float() / 255, labels.long())
        for images, labels in (tensors(sample, train) for train in (True, False))
    )
    generator = torch.Generator().manual_seed(seed)
    W = (torch.randn(784, 10, generator=generator) * 0.01).requires_grad_()
    b = torch.zeros(10, requires_grad=True)
    for _ in range(10):
        for rows in torch.randperm(len(X), generator=generator).split(256):
            loss = torch.nn.functional.cross_entropy(X[rows] @ W + b, y[rows])
            gradients = torch.autograd.grad(loss, (W, b))
            with torch.no_grad():
                for parameter, gradient in zip((W, b), gradients, strict=True):
                    parameter.sub_(0.1 * gradient)
    predicted = (X_test @ W + b).argmax(1)
    assert (predicted == y_test).float().mean() > 0.74
