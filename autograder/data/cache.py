"""The user's cache: uncompressed, verified files in the folder layout torchvision's class wants.

    <cache>/fashion-mnist/FashionMNIST/raw/*-ubyte            the real set
    <cache>/fashion-mnist-sample/FashionMNIST/raw/*-ubyte     the embedded sample
    <cache>/digests.json                                      what has been verified already

Uncompressed, because the grader maps the files into memory. Every file arrives by renaming a
finished and verified one over it, so at no moment does a reader find half a file, and two processes
that prepare the same data set at once put the same bytes in the same place: no lock is needed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from autograder.data.digests import content_digest, copy_content, digest, remember
from autograder.data.errors import CacheError, CorruptFileError
from autograder.data.manifest import FILES, RAW, SHA256


def cache_folder() -> Path:
    """AUTOGRADER_CACHE if that is set, else the user's cache folder of this platform."""
    chosen = os.environ.get("AUTOGRADER_CACHE")
    return Path(chosen).absolute() if chosen else Path(platformdirs.user_cache_dir("autograder"))


@dataclass(frozen=True)
class Cache:
    """Prepared data sets in `folder`, which need not exist yet."""

    folder: Path

    def root(self, name: str) -> Path:
        """What torchvision's class takes as `root` for the data set `name`."""
        return self.folder / name

    def holds(self, name: str) -> bool:
        """Whether all four files are there and intact."""
        return not self.faults(name)

    def faults(self, name: str) -> list[str]:
        """Why the data set cannot be used, one sentence per file; empty when it can."""
        if not (self.root(name) / RAW).is_dir():
            return [f"no {name} in {self.folder} yet"]
        faults = []
        for file in FILES:
            path = self.root(name) / RAW / file
            if not path.is_file():
                faults.append(f"{path} is absent")
            elif digest(path, self.folder) != SHA256[name][file]:
                faults.append(f"{path} is corrupt (sha256 differs)")
        return faults

    def add(self, name: str, files: Mapping[str, Path]) -> None:
        """Decompress or copy `files` into place, replacing what is absent or corrupt there.

        Raises CorruptFileError when a file does not hold what `name` must, CacheError when the
        folder cannot be written.
        """
        raw = self.root(name) / RAW
        with self._writing():
            raw.mkdir(parents=True, exist_ok=True)
            for file, source in files.items():
                expected = SHA256[name][file]
                target = raw / file
                if not (target.is_file() and digest(target, self.folder) == expected):
                    _install(source, target, expected)
                    remember(target, expected, self.folder)

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A new folder on the cache's own disk for downloads; gone afterwards."""
        with self._writing():
            self.folder.mkdir(parents=True, exist_ok=True)
            staging = Path(tempfile.mkdtemp(prefix="download.", dir=self.folder))
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CacheError(
                f"Preparing Fashion-MNIST in {self.folder}: {error}. Expected a folder that can be "
                "written, with 60 MB free. Set AUTOGRADER_CACHE to such a folder, or "
                "FASHION_MNIST_ROOT to one that holds FashionMNIST/raw/*-ubyte uncompressed."
            ) from error


def _install(source: Path, target: Path, expected: str) -> None:
    """Put the content of `source` at `target`, whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=target.name + ".", suffix=".part", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as sink:
            actual = copy_content(source, sink)
        if actual != expected:
            raise CorruptFileError(
                f"Copying {source} to {target}: the content has sha256 {actual}, expected "
                f"{expected}. Fetch that file again."
            )
        part.chmod(0o644)  # mkstemp makes it private, but a jailed worker may have another user id
        _rename(part, target, expected)
    finally:
        part.unlink(missing_ok=True)


def _rename(part: Path, target: Path, expected: str) -> None:
    try:
        part.replace(target)
    except PermissionError:
        # Windows refuses while another process maps the target. If that process put it there a
        # moment ago it is as good as ours.
        if not target.is_file() or content_digest(target) != expected:
            raise
