"""The folders of a jail in which submissions may write: emptied after each, and left as they were.

All submissions of a jail are one user in it. Where an ordinary user grades, that one owns the
folders themselves, and could lock them for whoever comes next, rename what lies on the way to
Python, or leave word in what is no file: a mode, an attribute, a list of rights.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from itertools import zip_longest

FOLDERS = ("/student", "/tmp", "/dev/shm")  # noqa: S108  the jail's own, each a file system
TERMINALS = "/dev/pts"  # which has to be writable for some to be opened
MOST_FILES = 20_000  # in all of them: each takes the kernel's memory, be it empty


class Folders:
    """They, and how they were when no submission had been there yet."""

    def __init__(self) -> None:
        _empty()  # of what imports left: the first submission finds what all others do
        self._at_first = list(_looks())

    def renew(self) -> bool:
        """Empty them, if there is something in them; whether they are as they were at first."""
        is_untouched = self._are_as_at_first()  # as by most, which wait for nothing more here
        if not is_untouched:
            _empty()
        for path, _state in self._at_first:
            with contextlib.suppress(OSError):  # what it may not touch, nor could a submission
                os.utime(path)
        return is_untouched or self._are_as_at_first()

    def _are_as_at_first(self) -> bool:
        try:
            return all(now == was for now, was in zip_longest(_looks(), self._at_first))
        except OSError:  # what is locked
            return False

    def are_too_full(self) -> bool:
        """Whether there are more files, folders and links than may be, or were and are open."""
        found = map(os.statvfs, FOLDERS)
        return sum(each.f_files - each.f_ffree for each in found) > MOST_FILES


def _empty() -> None:
    """Delete all that can be: any depth and any permissions may be there."""
    for folder in FOLDERS:
        with contextlib.suppress(OSError):  # root's, as they are in a jail of root's
            os.chmod(folder, 0o1777)  # noqa: S103  for the jail's one user
    folders = " ".join(FOLDERS)
    inside = f"find {folders} -xdev -mindepth 1"
    is_locked = f'[ -n "$({inside} -type d ! -perm -700 -print -quit)" ]'
    command = f"{is_locked} && chmod -R u+rwx {folders}; {inside} -delete"
    os.system(command)  # noqa: S605  no word of a submission's in it


def _looks() -> Iterator[tuple[str, tuple[object, ...]]]:
    """The folders and what is left in them: each one's path and all that could tell a tale.

    Of what is mounted there nothing but that it is: it is read-only.
    """
    for folder in (*FOLDERS, TERMINALS):
        device, left = os.lstat(folder).st_dev, [folder]
        while left:
            path = left.pop()
            found = os.lstat(path)
            if found.st_dev != device:
                yield path, (found.st_dev,)
                continue
            yield path, (found.st_ino, found.st_mode, found.st_uid, _attributes(path))
            if stat.S_ISDIR(found.st_mode):
                left += sorted(os.path.join(path, name) for name in os.listdir(path))


def _attributes(path: str) -> list[str]:
    with contextlib.suppress(OSError):  # a kernel without them
        return os.listxattr(path, follow_symlinks=False)
    return []
