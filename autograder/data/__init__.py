"""Fashion-MNIST on this machine, wherever it comes from.

    errors · manifest · idx → digests → cache, fetch → sources; reading opens what sources found

Importing this package imports no torch; that waits until tensors are asked for.
"""

from autograder.data.errors import (
    CacheError,
    CorruptFileError,
    DatasetError,
    FetchError,
    IdxFormatError,
    NamedSourceError,
)
from autograder.data.manifest import REAL, SAMPLE
from autograder.data.reading import tensors
from autograder.data.sources import FashionMNIST, fashion_mnist_root, resolve

__all__ = [
    "FashionMNIST",
    "fashion_mnist_root",
    "resolve",
    "tensors",
    "REAL",
    "SAMPLE",
    "DatasetError",
    "IdxFormatError",
    "CorruptFileError",
    "FetchError",
    "NamedSourceError",
    "CacheError",
]
