"""A cache of its own for every test, and the real data set where this machine has it."""

import gzip
from pathlib import Path

import pytest

from autograder.data import REAL, FashionMNIST, resolve
from autograder.data.manifest import FILES, RAW
from autograder.data.sources import SAMPLE_FOLDER


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and no folder named: what a new machine looks like."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("AUTOGRADER_CACHE", str(folder))
    monkeypatch.delenv("FASHION_MNIST_ROOT", raising=False)
    return folder


@pytest.fixture
def raw_sample(tmp_path: Path) -> Path:
    """The sample, uncompressed, in torchvision's layout; the folder to name."""
    raw = tmp_path / "laid out" / RAW
    raw.mkdir(parents=True)
    for name in FILES:
        (raw / name).write_bytes(gzip.decompress((SAMPLE_FOLDER / f"{name}.gz").read_bytes()))
    return tmp_path / "laid out"


@pytest.fixture(scope="session")
def real() -> FashionMNIST:
    """The real data set, from wherever this machine has it; skips the test where it does not."""
    dataset = resolve(allow_download=False)
    if dataset.name != REAL:
        pytest.skip("the real Fashion-MNIST is not on this machine; `autograder data` fetches it")
    return dataset
