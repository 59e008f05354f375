"""Collect what students handed in, and nothing of anybody else's.

The folder of a submission in the exchange belongs to its student, who can put links into it by
hand. nbgrader's own `collect` follows them with the instructor's rights: a link `x.html` to the
gradebook or to a solution is copied, and comes back to that student with the feedback. And one
file that cannot be read ends its loop, so that nobody after it is collected. It believes, too, what
the folder says about the time, and grading passes over a folder without any notebook.
"""

from __future__ import annotations

import datetime
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from autograder.nbgrader_plugin.finding import released
from autograder.nbgrader_plugin.lateness import settle_timestamp, write_timestamp
from autograder.nbgrader_plugin.reading import empty_links, put_pages_aside

UNKNOWN = datetime.datetime.min
DOUBT = datetime.timedelta(hours=1)  # an exchange may be slow, and clocks differ


class CollectOwnFiles(ExchangeCollect):  # type: ignore[misc]
    """In place of nbgrader's: links are not followed, one broken submission stops no other."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a submission; what cannot be copied is left out, with a line in the log."""
        with tempfile.TemporaryDirectory(prefix="collect-") as private:
            try:
                copy = self._own_files(Path(src), Path(private, "copy"))
                write_timestamp(copy, self._time_of(src))
                self._leave_no_folder_without_notebook(copy)
                super().do_copy(str(copy), dest)  # with nbgrader's rules for sizes and rights
            except (OSError, RuntimeError) as error:  # RuntimeError: nbgrader's for too large
                self.log.error("%s was not collected: %s", src, error)

    def _own_files(self, src: Path, copy: Path) -> Path:
        """A copy that nobody else can change any more, with empty files in place of links."""
        if src.is_symlink():
            raise OSError("it is a link, not a folder")
        if self.get_size(src) > 1000 * self.coursedir.max_dir_size:
            raise OSError(f"it is larger than {self.coursedir.max_dir_size} kB")
        try:
            shutil.copytree(src, copy, symlinks=True, copy_function=_copy_file)
        except shutil.Error as error:  # raised when everything else has been copied
            for path, _copy, reason in error.args[0]:
                self.log.error("%s was left out: %s", path, reason)
        empty_links(copy)
        put_pages_aside(copy)
        return copy

    def _leave_no_folder_without_notebook(self, copy: Path) -> None:
        """Empty files under the released names; `finding` says what becomes of them."""
        if not any(copy.glob("*.ipynb")):
            for name in released(self.coursedir.db_url, self.coursedir.assignment_id):
                (copy / f"{name}.ipynb").touch()

    def copy_files(self) -> None:
        """nbgrader's own, which ends at a time it cannot read in a folder collected before."""
        for record in self.src_records:
            names = (record["username"], self.coursedir.assignment_id)
            folder = self.coursedir.format_path(self.coursedir.submitted_directory, *names)
            settle_timestamp(Path(folder), self.log)
        super().copy_files()

    def _time_of(self, src: str) -> datetime.datetime:
        """The time in a folder's name, in UTC; else when it was changed last, as the system has it.

        A student who makes the folder by hand can choose the name too, so a doubt is logged.
        """
        changed = datetime.datetime.fromtimestamp(os.lstat(src).st_ctime, datetime.UTC)
        changed = changed.replace(tzinfo=None)
        named: datetime.datetime = self._path_to_record(src)["timestamp"]
        if named == UNKNOWN:
            return changed
        if changed - named > DOUBT:
            self.log.warning("%s was last changed at %s UTC", src, changed)
        return named

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Who handed a folder in, and when; a name without a time counts as the oldest."""
        try:
            record: dict[str, Any] = super()._path_to_record(path)
        except (ValueError, OverflowError, TypeError):  # whatever dateutil runs into
            name = os.path.basename(path)
            self.log.error("No time of submission in %r", name)
            record = {"username": name.split("+")[0], "filename": name, "timestamp": UNKNOWN}
        return record


def _copy_file(src: str, dest: str) -> None:
    """Copies a file, and a link put in its place meanwhile as a link."""
    shutil.copy2(src, dest, follow_symlinks=False)
