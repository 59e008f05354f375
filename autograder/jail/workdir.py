"""The folder that submissions run in, outside a jail: emptied after each, whatever it did to it.

A submission has the judge's own rights on it. It may have removed the folder, or put a link in its
place; following that, the judge would delete what it leads to.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import tempfile


class FolderLost(Exception):  # noqa: N818  an event: the server that runs in it has to go too
    """The folder is no longer the one that was made."""


class WorkFolder:
    """A folder of its own inside another, both made here and known by their numbers."""

    def __init__(self) -> None:
        self.outer = tempfile.mkdtemp(prefix="autograder-")
        self.path = os.path.join(self.outer, "work")
        os.mkdir(self.path)
        self._identity = {path: _identity(path) for path in (self.outer, self.path)}

    def empty(self) -> None:
        """Leave no file for the next submission to find; FolderLost if it was exchanged.

        By `rm`, because shutil.rmtree recurses and gives up in a folder a thousand levels deep.
        """
        for path, identity in self._identity.items():
            if _identity(path) != identity:
                raise FolderLost(path)
        try:
            os.chmod(self.path, 0o700)
            left = [os.path.join(self.path, name) for name in os.listdir(self.path)]
            left += [os.path.join(self.outer, n) for n in os.listdir(self.outer) if n != "work"]
        except OSError:
            raise FolderLost(self.path) from None
        if left:
            # `-R` follows no link below the folder; a link that is named itself would be followed
            for command in (["chmod", "-R", "u+rwx", "--", self.outer], ["rm", "-rf", "--", *left]):
                subprocess.run(command, check=False, stderr=subprocess.DEVNULL)

    def remove(self) -> None:
        """Remove it, or what is left of it; calling it again does nothing."""
        with contextlib.suppress(FolderLost):
            self.empty()
        if _identity(self.outer) == self._identity[self.outer]:
            shutil.rmtree(self.outer, ignore_errors=True)


def _identity(path: str) -> tuple[int, int] | None:
    """Device and number of a folder; None for what is none, as a link is."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISDIR(found.st_mode) else None
