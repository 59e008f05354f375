"""What can go wrong with the data set.

    DatasetError
    ├── IdxFormatError      a file is not in the idx format it should be in
    ├── CorruptFileError    a gzip file cannot be decompressed to its end
    ├── FetchError          a download failed; the next source is tried
    ├── NamedSourceError    the folder named in FASHION_MNIST_ROOT does not hold the data set
    └── CacheError          the cache folder cannot be written

None of these is ever a student's wrong answer: the blame lies with the machine or its set-up.
"""


class DatasetError(RuntimeError):
    """Fashion-MNIST cannot be had in the way that was asked for."""


class IdxFormatError(DatasetError):
    """A file is not a well-formed idx file of unsigned bytes."""


class CorruptFileError(DatasetError):
    """A gzip file is truncated or damaged."""


class FetchError(DatasetError):
    """A download failed or ran out of time."""


class NamedSourceError(DatasetError):
    """FASHION_MNIST_ROOT names a folder that is absent, incomplete or corrupt."""


class CacheError(DatasetError):
    """The cache folder cannot be created or written."""
