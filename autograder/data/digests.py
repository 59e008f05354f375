"""Digests of file contents, computed once per file rather than once per use.

Hashing 55 MB takes 0.05 s with hardware support and 0.4 s without, and a student's notebook and
every grading process would pay it again and again for files that never change. So a digest is kept,
with the file's size and times, in ``digests.json`` in the cache folder and in this process: a
forked worker inherits what its server verified, also in a jail where no cache can be written.

This guards against accidents: a broken download, a full disk, a file replaced by hand. It does not
guard against somebody who may write the cache; a jail mounts it read-only. The time of the last
change of status (ctime) is part of the key because, unlike mtime, copying tools cannot set it.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import tempfile
import zlib
from pathlib import Path
from typing import IO

from autograder.data.errors import CorruptFileError

LEDGER = "digests.json"

_Entry = list[int | str]  # size, mtime in ns, ctime in ns, sha256
_known: dict[str, _Entry] = {}


def copy_content(source: Path, sink: IO[bytes] | None = None) -> str:
    """Write what `source` holds, decompressed if it ends in .gz, to `sink`; returns its sha256.

    Raises CorruptFileError when the gzip stream is damaged or ends early.
    """
    sha = hashlib.sha256()
    try:
        with gzip.open(source) if source.suffix == ".gz" else source.open("rb") as file:
            while block := file.read(1 << 20):
                sha.update(block)
                if sink is not None:
                    sink.write(block)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise CorruptFileError(
            f"Decompressing {source}: {error}. Expected a whole gzip file. Fetch that file again."
        ) from error
    return sha.hexdigest()


def content_digest(path: Path) -> str:
    """sha256 of the uncompressed content, read anew."""
    return copy_content(path)


def digest(path: Path, cache: Path) -> str:
    """sha256 of the uncompressed content, from memory or `cache` if the file has not changed."""
    if _recall(path) is None:
        _known.update(_read_ledger(cache))
    recalled = _recall(path)
    if recalled is not None:
        return recalled
    before = _signature(path)
    computed = content_digest(path)
    if _signature(path) == before:  # else it changed while it was read, and nothing is known
        remember(path, computed, cache)
    return computed


def remember(path: Path, sha256: str, cache: Path) -> None:
    """Keep a digest for `digest` to find; a cache that cannot be written is passed over."""
    _known[_key(path)] = [*_signature(path), sha256]
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        # Another process may write at the same time; the later one wins and the loser's entry
        # is computed again some day. Entries of files that have gone are dropped here.
        entries = {**_read_ledger(cache), _key(path): _known[_key(path)]}
        _write_ledger(cache, {key: e for key, e in entries.items() if Path(key).exists()})


def _recall(path: Path) -> str | None:
    entry = _known.get(_key(path))
    return str(entry[3]) if entry and entry[:3] == _signature(path) else None


def _key(path: Path) -> str:
    return str(path.absolute())


def _signature(path: Path) -> list[int | str]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def _read_ledger(cache: Path) -> dict[str, _Entry]:
    try:
        entries = json.loads((cache / LEDGER).read_text())
    except (OSError, ValueError):
        return {}  # absent or damaged: everything is verified again and a new one written
    if not isinstance(entries, dict):
        return {}
    return {key: e for key, e in entries.items() if isinstance(e, list) and len(e) == 4}


def _write_ledger(cache: Path, entries: dict[str, _Entry]) -> None:
    handle, name = tempfile.mkstemp(prefix=LEDGER + ".", suffix=".part", dir=cache)
    try:
        with os.fdopen(handle, "w") as file:
            json.dump(entries, file, indent=1)
        Path(name).chmod(0o644)  # for other users, as in the cache itself
        Path(name).replace(cache / LEDGER)
    finally:
        Path(name).unlink(missing_ok=True)
