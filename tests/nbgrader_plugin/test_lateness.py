"""The time of a submission is the exchange's, and no file of a student's ends a grading."""

from __future__ import annotations

import datetime
import logging
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory

from autograder.nbgrader_plugin.lateness import NAME, settle_timestamp, write_timestamp

TIME = datetime.datetime(2026, 2, 3, 10, 0, 0, 5)
LOG = logging.getLogger("silent")
LOG.disabled = True


def as_nbgrader_reads_it(folder: Path) -> datetime.datetime | None:
    return CourseDirectory().get_existing_timestamp(str(folder))  # type: ignore[no-any-return]


def test_a_time_is_written_as_nbgrader_reads_it(tmp_path: Path) -> None:
    for time in (TIME, datetime.datetime(1, 1, 1), TIME.replace(tzinfo=datetime.UTC)):
        write_timestamp(tmp_path, time)
        assert as_nbgrader_reads_it(tmp_path) == time.replace(tzinfo=None)


def test_it_replaces_whatever_is_there_and_follows_no_link(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("other")
    path = tmp_path / NAME
    path.symlink_to(other)
    write_timestamp(tmp_path, TIME)
    assert other.read_text() == "other"
    path.unlink()
    (path / "deep").mkdir(parents=True)
    write_timestamp(tmp_path, TIME)
    path.chmod(0o444)
    write_timestamp(tmp_path, TIME)
    assert as_nbgrader_reads_it(tmp_path) == TIME


GARBLED = {
    "words": b"yesterday",
    "not UTF-8": b"\xff\xfe",
    "huge": b"9" * 40,
    "three words": b"a b c",
    "an impossible day": b"2026-02-31 10:00:00 UTC",
}


@pytest.mark.parametrize("data", GARBLED.values(), ids=GARBLED)
def test_what_is_no_time_is_put_aside_and_kept(data: bytes, tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / NAME).write_bytes(data)
        settle_timestamp(tmp_path, LOG)
        assert as_nbgrader_reads_it(tmp_path) is None
        assert (tmp_path / f"timestamp-unreadable-{number}.txt").read_bytes() == data


def test_so_is_a_folder_of_that_name(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    settle_timestamp(tmp_path, LOG)
    assert as_nbgrader_reads_it(tmp_path) is None


@pytest.mark.parametrize("text", ["2026-02-03 10:00:00 UTC", "2026-02-03 10:00:00 +0100\n", ""])
def test_a_time_and_none_at_all_stay(text: str, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(text)
    settle_timestamp(tmp_path, LOG)
    assert (tmp_path / NAME).read_text() == text
    (tmp_path / NAME).unlink()
    settle_timestamp(tmp_path, LOG)
    assert list(tmp_path.iterdir()) == []
