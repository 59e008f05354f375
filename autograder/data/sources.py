"""Where Fashion-MNIST comes from: the first of these that has it, intact.

1. the folder in FASHION_MNIST_ROOT: the four files, .gz or not, in it or in FashionMNIST/raw/
2. the user's cache (autograder.data.cache)
3. the Debian package dataset-fashion-mnist, if it is installed
4. the same package downloaded into the cache, on Debian-like systems
5. torchvision's own download into the cache
6. the small sample of the real set that comes with autograder

A folder that somebody names and that is wrong is an error: to use other data in silence would be
worse. Any other source that fails is passed over, and the reason is kept in the result and logged.
4 and 5 happen only when the caller allows downloads.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.data.cache import Cache, cache_folder
from autograder.data.digests import digest
from autograder.data.errors import CorruptFileError, DatasetError, FetchError, NamedSourceError
from autograder.data.fetch import PACKAGE, fetch_with_apt, fetch_with_torchvision
from autograder.data.manifest import FILES, RAW, REAL, SAMPLE, SHA256, find_files, name_of

DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
SAMPLE_FOLDER = Path(__file__).parent / "sample"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FashionMNIST:
    """A data set that is ready for use: four uncompressed, verified files."""

    root: Path
    """What torchvision's class takes as `root`; the files are in root/FashionMNIST/raw."""
    source: str
    """Where it came from, for people."""
    name: str
    """"fashion-mnist", or "fashion-mnist-sample" for the embedded sample; kept in verdicts."""
    passed_over: tuple[str, ...] = ()
    """Why the sources before this one were not used, one sentence each."""


def fashion_mnist_root() -> Path:
    """The folder to pass as `root` to torchvision.datasets.FashionMNIST; downloads if it must."""
    return resolve().root


def resolve(*, allow_download: bool = True, debian_folder: Path = DEBIAN_FOLDER) -> FashionMNIST:
    """Fashion-MNIST from the first source that has it, prepared in the cache where necessary.

    The first call on a machine takes about a second, or as long as a download; later ones look at
    eight file times. Graders pass ``allow_download=False``. `debian_folder` is for sites that mount
    the package's files elsewhere.

    Raises NamedSourceError when FASHION_MNIST_ROOT is wrong and CacheError when the cache is needed
    and cannot be written.
    """
    cache = Cache(cache_folder())
    named = os.environ.get("FASHION_MNIST_ROOT")
    if named:
        return _from_named(Path(named).expanduser().absolute(), cache)
    faults = cache.faults(REAL)
    if not faults:
        return FashionMNIST(cache.root(REAL), f"cache {cache.folder}", REAL)

    passed_over = [f"cache: {'; '.join(faults)}"]
    for source, find in _other_sources(cache, debian_folder, allow_download):
        try:
            find()
        except (CorruptFileError, FetchError) as error:
            passed_over.append(f"{source}: {error}")
        else:
            return FashionMNIST(cache.root(REAL), source, REAL, tuple(passed_over))
    if not allow_download:
        passed_over.append("downloads: not allowed here; `autograder data` makes them")
    _log.warning("Using the small sample of Fashion-MNIST. %s", " | ".join(passed_over))
    cache.add(SAMPLE, find_files(SAMPLE_FOLDER))
    return FashionMNIST(cache.root(SAMPLE), "embedded sample", SAMPLE, tuple(passed_over))


def _other_sources(
    cache: Cache, debian_folder: Path, allow_download: bool
) -> list[tuple[str, Callable[[], None]]]:
    """Sources by description, each with a function that puts the real set into the cache."""

    def installed() -> None:
        _add_real(cache, debian_folder)

    def downloaded(fetch: Callable[[Path], Path]) -> Callable[[], None]:
        def add() -> None:
            with cache.staging() as staging:
                _add_real(cache, fetch(staging))

        return add

    sources: list[tuple[str, Callable[[], None]]] = [
        (f"Debian package {PACKAGE} in {debian_folder}", installed)
    ]
    if allow_download:
        sources.append((f"apt-get download {PACKAGE}", downloaded(fetch_with_apt)))
        sources.append(("torchvision's download", downloaded(fetch_with_torchvision)))
    return sources


def _add_real(cache: Cache, folder: Path) -> None:
    files = find_files(folder)
    missing = [name for name in FILES if name not in files]
    if missing:
        raise FetchError(f"no {', '.join(missing)} there" if folder.is_dir() else "no such folder")
    cache.add(REAL, files)


def _from_named(folder: Path, cache: Cache) -> FashionMNIST:
    """The data set in the folder that FASHION_MNIST_ROOT names: the real one or the sample."""
    files = find_files(folder)
    missing = [name for name in FILES if name not in files]
    if missing:
        state = f"lacks {', '.join(missing)}" if folder.is_dir() else "is not a folder"
        raise _named_wrong(folder, state)
    try:
        digests = {name: digest(path, cache.folder) for name, path in files.items()}
    except (OSError, DatasetError) as error:
        raise _named_wrong(folder, f"cannot be read: {error}") from error
    name = name_of(digests)
    if name is None:
        raise _named_wrong(folder, _difference(files, digests))
    place = next(iter(files.values())).parent
    source = f"FASHION_MNIST_ROOT {folder}"
    if place.parts[-2:] == RAW.parts and all(path.suffix != ".gz" for path in files.values()):
        return FashionMNIST(place.parent.parent, source, name)  # in the right form as it is
    cache.add(name, files)
    return FashionMNIST(cache.root(name), source, name)


def _named_wrong(folder: Path, state: str) -> NamedSourceError:
    return NamedSourceError(
        f"Using the folder in FASHION_MNIST_ROOT: {folder} {state}. Expected the four files "
        f"{', '.join(FILES)}, each with or without .gz, in that folder or in its {RAW}. Correct "
        "the variable, or unset it and run `autograder data`."
    )


def _difference(files: dict[str, Path], digests: dict[str, str]) -> str:
    """Which files are wrong, compared with the data set that most of them agree with."""

    def wrong(name: str) -> list[str]:
        return [file for file in FILES if digests[file] != SHA256[name][file]]

    nearest = min(SHA256, key=lambda name: len(wrong(name)))
    shown = [
        f"{files[file]} has content with sha256 {digests[file]}, expected {SHA256[nearest][file]}"
        for file in wrong(nearest)
    ]
    return f"does not hold {nearest}: {'; '.join(shown)}"
