"""Release the feedback of everybody, also of those whose submission lacks nbgrader's own files."""

from __future__ import annotations

import glob
import secrets
import shutil
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

from autograder.nbgrader_plugin.lateness import NAME as TIMESTAMP

SECRET = "submission_secret.txt"  # noqa: S105  a file; a page is released under a hash of it


class ReleaseAllFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """In place of nbgrader's, which ends at the first page without a time or a secret beside it.

    Both come out of the student's folder, who can leave them out; so can whoever puts a submission
    there by hand. Nobody can fetch a page under a secret made here, but all others are released.
    """

    src_path: str  # where nbgrader looks for pages; it may have a pattern

    def copy_files(self) -> None:
        everything = self.src_path
        for folder in map(Path, sorted(glob.glob(everything))):
            try:
                self._complete(folder)
                self.src_path = glob.escape(str(folder))
                super().copy_files()
            except Exception as error:  # noqa: BLE001  one student's folder is no reason for another
                reason = f"{type(error).__name__}: {error}"
                self.log.error("The feedback in %s was not released (%s)", folder, reason)
        self.src_path = everything

    def _complete(self, folder: Path) -> None:
        if _text_in(folder / TIMESTAMP) is None:
            self._write(folder / TIMESTAMP, "")
        if not _text_in(folder / SECRET):
            self._write(folder / SECRET, secrets.token_hex(64))

    def _write(self, path: Path, text: str) -> None:
        self.log.warning("%s was missing or could not be read", path)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.write_text(text, encoding="utf-8")


def _text_in(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
