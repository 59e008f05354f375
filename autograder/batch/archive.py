"""Archives of submissions, as learning platforms export them, unpacked where they can harm nobody.

Whoever handed in a file may have named it, so an archive is a stranger's: of its members only
regular files are taken, their bytes counted as they come whatever their headers say, and written
below a new private folder under names that cannot lead out of it. No link is ever made.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import re
import stat
import tarfile
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from autograder.batch.find import ENDINGS, MAX_BYTES
from autograder.course.catalog import NAMES
from autograder.errors import SubmissionError
from autograder.messages import _, printable

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
MAX_MEMBERS = 20_000
MAX_TOTAL = 2 * 2**30  # bytes of all members together
MAX_DEPTH = 8
MAX_RATIO = 200  # of unpacked to packed bytes; real notebooks stay below 50
MAX_HEADERS = 16 * 2**20  # bytes read at once: a list of members, a long name
_MOST_REMARKS = 10  # on one archive
_CHUNK = 2**16
_BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, OSError,
    ValueError, NotImplementedError, RuntimeError, OverflowError, MemoryError, KeyError, IndexError,
)  # fmt: skip


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIXES) and path.is_file() and not path.is_symlink()


@dataclass
class Opened:
    """Where to look for submissions, and a sentence on each thing that was left out."""

    root: Path
    paths: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def without_root(self, problem: str) -> str:
        """The sentence with files called as they are in their archive."""
        return re.sub(rf"{re.escape(str(self.root))}/\d+/", "", problem)


@contextlib.contextmanager
def opened(paths: Iterable[Path]) -> Iterator[Opened]:
    """The paths with every archive replaced by a folder of its members, gone when this ends."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as root:
        found = Opened(Path(root))
        for number, path in enumerate(paths):
            if not is_archive(path):
                found.paths.append(path)
                continue
            folder = found.root / str(number) / _safe_part(path.name)
            folder.mkdir(parents=True)
            unpacking = _Unpacking(folder, path.stat().st_size)
            try:
                _unpack(path, unpacking)
            except SubmissionError as error:
                found.problems.append(f"{path}: {error}")
                continue
            found.problems += [f"{path}: {remark}" for remark in unpacking.remarks]
            found.paths.append(_outermost(folder))
        yield found


def _unpack(path: Path, unpacking: _Unpacking) -> None:
    """SubmissionError, one sentence, where the archive as a whole cannot be taken."""
    unpack = _unzip if path.name.lower().endswith(".zip") else _untar
    try:
        with path.open("rb") as file:
            unpack(file, path.name.lower(), unpacking)
    except _BROKEN as error:
        message = _("it cannot be unpacked, so nothing in it was graded ({reason}).")
        reason = printable(str(error), 80) or type(error).__name__
        raise SubmissionError(message.format(reason=reason)) from None


@dataclass
class _Unpacking:
    """The folder that members are written to, and what they have used of the limits."""

    folder: Path
    packed_bytes: int
    members: int = 0
    total: int = 0
    remarks: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def count(self, size: int) -> None:
        """One more member of this many bytes, as far as is known."""
        self.members += 1
        self.total += max(0, size)
        if self.members > MAX_MEMBERS:
            raise SubmissionError(_("it has more than {n} members.").format(n=MAX_MEMBERS))
        if self.total > MAX_TOTAL:
            message = _("its members have more than {n} MB together.")
            raise SubmissionError(message.format(n=MAX_TOTAL // 2**20))
        if self.total > MAX_BYTES and self.total > MAX_RATIO * self.packed_bytes:
            message = _("its members are more than {n} times as large as the archive.")
            raise SubmissionError(message.format(n=MAX_RATIO))

    def leave_out(self, name: str, reason: str) -> None:
        if len(self.remarks) < _MOST_REMARKS:
            self.remarks.append(f"{printable(name, 120)}: {reason}")
        elif len(self.remarks) == _MOST_REMARKS:
            self.remarks.append(_("and more was left out."))

    def write(self, name: str, content: Callable[[], IO[bytes] | None]) -> None:
        """One regular file. Of files that are no submission only the name is kept."""
        try:
            parts = _safe_parts(name)
            if not parts:
                return  # hidden, or what macOS puts beside files
            key = unicodedata.normalize("NFC", "/".join(parts)).casefold()
            if key in self.seen:
                raise SubmissionError(_("there are two of this name; the first was taken."))
            self.seen.add(key)
            target = self.folder.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                source = content() if target.suffix.lower() in ENDINGS else None
                if source is not None and not _copied(source, file):
                    target.unlink()
                    message = _("it is larger than {n} MB and was not read.")
                    self.leave_out(name, message.format(n=MAX_BYTES // 2**20))
        except SubmissionError as error:
            self.leave_out(name, str(error))
        except (FileExistsError, NotADirectoryError):
            self.leave_out(name, _("it is a file and a folder."))


def _copied(source: IO[bytes], file: IO[bytes]) -> bool:
    """Whether all of it went into the file, being no larger than a submission may be."""
    left = MAX_BYTES
    while left >= 0 and (chunk := source.read(_CHUNK)):
        file.write(chunk)
        left -= len(chunk)
    return left >= 0


class _Bounded:
    """A file that gives no more at once than headers may have, and cannot be sought far beyond."""

    def __init__(self, file: Any) -> None:
        self.file = file

    def read(self, size: int = -1) -> Any:
        data = self.file.read(min(size, MAX_HEADERS + 1) if size >= 0 else MAX_HEADERS + 1)
        if len(data) > MAX_HEADERS:
            raise OSError(_("its headers are too large"))
        return data

    def seek(self, offset: int, whence: int = 0) -> Any:
        if whence == 0 and offset > 2 * MAX_TOTAL:
            raise OSError(_("it is too large"))
        return self.file.seek(offset, whence)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


def _unzip(file: IO[bytes], name: str, unpacking: _Unpacking) -> None:
    bounded: Any = _Bounded(file)
    with zipfile.ZipFile(bounded) as archive:
        for member in archive.infolist():
            unpacking.count(member.file_size)
            shown = _decoded(member)
            kind = stat.S_IFMT(member.external_attr >> 16)
            if member.is_dir():
                continue
            if kind not in (0, stat.S_IFREG):
                unpacking.leave_out(shown, _("it is no regular file."))
            elif member.flag_bits & 0x1:
                raise SubmissionError(_("it is encrypted. Unpack it first, or export it anew."))
            else:
                unpacking.write(shown, lambda member=member: archive.open(member))  # type: ignore[misc]


def _decoded(member: zipfile.ZipInfo) -> str:
    """The name; where it is not marked as Unicode it may be all the same, as macOS writes it."""
    if not member.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            return member.orig_filename.encode("cp437").decode("utf-8")
    return member.orig_filename


def _untar(file: IO[bytes], name: str, unpacking: _Unpacking) -> None:
    openers: dict[str, Any] = {"gz": gzip.open, "tgz": gzip.open, "bz2": bz2.open, "xz": lzma.open}
    opener = openers.get(name.rpartition(".")[2])
    bounded: Any = _Bounded(opener(file) if opener else file)
    with tarfile.open(fileobj=bounded, mode="r:") as archive:
        for member in archive:
            unpacking.count(member.size)
            if member.isdir():
                continue
            if not member.isreg() or member.issparse():
                unpacking.leave_out(member.name, _("it is no regular file."))
            else:
                unpacking.write(member.name, lambda member=member: archive.extractfile(member))  # type: ignore[misc]


def _safe_parts(name: str) -> list[str]:
    """Where a member goes below its folder; empty if it is not wanted, SubmissionError if bad."""
    name = name.split("\0")[0].replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        raise SubmissionError(_("its name leads out of the archive."))
    if len(parts) > MAX_DEPTH:
        raise SubmissionError(_("it lies more than {n} folders deep.").format(n=MAX_DEPTH))
    if any(part.startswith((".", "__MACOSX")) for part in parts):
        return []
    return [_safe_part(part) for part in parts]


def _safe_part(part: str) -> str:
    """A name of visible characters that every system can store; the ending stays."""
    clean = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in part).strip()
    stem, dot, ending = clean.rpartition(".")
    if not dot:
        stem, ending = clean, ""
    stem = stem.encode()[:150].decode("utf-8", "ignore")
    return f"{stem}{dot}{ending[:20]}" or "_"


def _outermost(folder: Path) -> Path:
    """The folder that has the submissions: archives often hold one folder with all the rest."""
    while True:
        inside = list(folder.iterdir())
        if len(inside) != 1 or not inside[0].is_dir():
            return folder
        below = list(inside[0].iterdir())
        files = [path for path in below if path.is_file() and path.suffix in ENDINGS]
        is_student = any(path.stem in NAMES for path in below) or len(files) == 1 == len(below)
        if is_student or "_assignsubmission_" in inside[0].name:
            return folder
        folder = inside[0]
