"""When a submission was handed in: `timestamp.txt` in its folder, from which nbgrader takes it.

The file comes out of the student's folder. Collecting writes it anew; elsewhere one that is no time
would end the student's grading.
"""

from __future__ import annotations

import datetime
import itertools
import shutil
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

NAME = "timestamp.txt"


def write_timestamp(folder: Path, time: datetime.datetime) -> None:
    """Put down a time in UTC, in place of whatever the student's folder says."""
    path = folder / NAME
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)  # it may be a link, or not be writable
    path.write_text(f"{time.replace(tzinfo=None).isoformat(' ')} UTC", encoding="utf-8")


def settle_timestamp(folder: Path, log: Any) -> None:
    """Put a timestamp that cannot be read aside, so that the submission is one without a time."""
    path = folder / NAME
    try:
        if path.exists() and (text := path.read_text(encoding="utf-8").strip()):
            parse_utc(text)
    except Exception as error:  # noqa: BLE001  anything may stand there
        names = (f"timestamp-unreadable-{number}.txt" for number in itertools.count(1))
        free = next(folder / name for name in names if not (folder / name).exists())
        log.error("%s is no time (%s): renamed, so nothing is late", path, type(error).__name__)
        try:
            path.rename(free)
            path.touch()  # releasing feedback ends where there is none
        except OSError as reason:
            log.error("%s could not be renamed: %s", path, reason.strerror)
