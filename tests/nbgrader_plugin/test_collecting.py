"""Collecting takes what students handed in, whole or in part, and nothing of anybody else's."""

from __future__ import annotations

import datetime
import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from autograder.nbgrader_plugin.collecting import CollectOwnFiles
from autograder.nbgrader_plugin.lateness import NAME

TIME = "2026-02-03 10:00:00.000000 UTC"


@pytest.fixture
def inbound(tmp_path: Path) -> Path:
    folder = tmp_path / "exchange" / "regression" / "inbound"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def hand_in(inbound: Path) -> Callable[..., Path]:
    """Makes a student's folder in the exchange, as `nbgrader submit` does."""

    def make(student: str, content: str = "", time: str = TIME) -> Path:
        folder = inbound / f"{student}+a+{time}+x9"
        folder.mkdir()
        (folder / "a.ipynb").write_text(content or student)
        return folder

    return make


@pytest.fixture
def collect(tmp_path: Path, database: str) -> Callable[..., dict[str, dict[str, str]]]:
    """Collects, and says for each student which files with which contents came."""

    def run(**limits: int) -> dict[str, dict[str, str]]:
        course = CourseDirectory(
            root=str(tmp_path), course_id="regression", assignment_id="a", db_url=database, **limits
        )
        collecting = CollectOwnFiles(
            coursedir=course, root=str(tmp_path / "exchange"), check_owner=False, update=True
        )
        collecting.log.setLevel(logging.CRITICAL + 1)
        collecting.start()
        return {
            folder.parent.name: {
                path.name: path.read_text()
                for path in folder.rglob("*")
                if path.is_file() and path.name != NAME
            }
            for folder in (tmp_path / "submitted").glob("*/a")
        }

    return run


Collect = Callable[..., dict[str, dict[str, str]]]
HandIn = Callable[..., Path]


def test_the_last_submission_of_each_student_comes(hand_in: HandIn, collect: Collect) -> None:
    hand_in("alice", "old")
    hand_in("bob")
    hand_in("alice", "new", time=TIME.replace("10:", "11:"))
    assert collect() == {"alice": {"a.ipynb": "new"}, "bob": {"a.ipynb": "bob"}}


def test_no_link_is_followed(
    hand_in: HandIn, collect: Collect, tmp_path: Path, inbound: Path
) -> None:
    secret = tmp_path / "source"
    secret.mkdir()
    (secret / "a.ipynb").write_text("secret")
    folder = hand_in("mallory")
    (folder / "x.html").symlink_to(secret / "a.ipynb")
    (folder / "all").symlink_to(secret)
    (inbound / f"trudy+a+{TIME}+x9").symlink_to(secret)
    hand_in("zoe")
    found = collect()
    assert found == {
        "mallory": {"a.ipynb": "mallory", "x.html.txt": "", "all": ""}, "zoe": {"a.ipynb": "zoe"},
    }  # fmt: skip


def test_what_cannot_be_copied_is_left_out(hand_in: HandIn, collect: Collect) -> None:
    os.mkfifo(hand_in("alice") / "pipe")
    hand_in("bob")
    assert collect() == {"alice": {"a.ipynb": "alice"}, "bob": {"a.ipynb": "bob"}}


def test_a_folder_too_large_stops_nobody_else(hand_in: HandIn, collect: Collect) -> None:
    (hand_in("alice") / "large").write_text("x" * 3000)
    hand_in("bob")
    assert collect(max_dir_size=2) == {"bob": {"a.ipynb": "bob"}}


def test_files_that_nbgrader_would_leave_out_are_left_out(
    hand_in: HandIn, collect: Collect
) -> None:
    folder = hand_in("alice")
    (folder / "large").write_text("x" * 3000)
    (folder / "a.pyc").touch()
    assert collect(max_file_size=2) == {"alice": {"a.ipynb": "alice"}}


@pytest.mark.parametrize("time", ["", "yesterday", "9" * 40])
def test_a_name_without_a_time_is_the_oldest(time: str, hand_in: HandIn, collect: Collect) -> None:
    hand_in("alice", "without", time=time)
    hand_in("alice", "with")
    hand_in("bob", time=time)
    assert collect() == {"alice": {"a.ipynb": "with"}, "bob": {"a.ipynb": "bob"}}


class TestTime:
    @staticmethod
    def collected(root: Path, student: str) -> datetime.datetime | None:
        course = CourseDirectory(root=str(root))
        folder = root / "submitted" / student / "a"
        return course.get_existing_timestamp(str(folder))  # type: ignore[no-any-return]

    @pytest.mark.parametrize("own", ["2020-01-01 00:00:00 UTC", "yesterday", "", None])
    def test_it_is_the_exchanges_whatever_the_students_file_says(
        self, own: str | None, hand_in: HandIn, collect: Collect, tmp_path: Path
    ) -> None:
        folder = hand_in("alice")
        if own is not None:
            (folder / NAME).write_text(own)
            (folder / NAME).chmod(0o444)
        collect()
        assert self.collected(tmp_path, "alice") == parse_utc(TIME)

    def test_a_folder_of_its_name_or_a_link_is_no_way_around(
        self, hand_in: HandIn, collect: Collect, tmp_path: Path
    ) -> None:
        (hand_in("alice") / NAME / "deep").mkdir(parents=True)
        (hand_in("bob") / NAME).symlink_to("a.ipynb")
        collect()
        times = [self.collected(tmp_path, student) for student in ("alice", "bob")]
        assert times == [parse_utc(TIME)] * 2

    def test_without_one_in_the_name_it_is_that_of_the_last_change(
        self, hand_in: HandIn, collect: Collect, tmp_path: Path
    ) -> None:
        hand_in("alice", time="long ago")
        collect()
        found = self.collected(tmp_path, "alice")
        assert found is not None
        assert found > parse_utc(TIME)

    def test_one_that_was_collected_before_and_cannot_be_read_stops_nobody(
        self, hand_in: HandIn, collect: Collect, tmp_path: Path
    ) -> None:
        hand_in("alice", "old")
        collect()
        (tmp_path / "submitted" / "alice" / "a" / NAME).write_text("yesterday")
        hand_in("alice", "new", time=TIME.replace("10:", "11:"))
        hand_in("bob")
        assert collect() == {"alice": {"a.ipynb": "new"}, "bob": {"a.ipynb": "bob"}}


class TestNoNotebook:
    """nbgrader passes over a folder without any notebook, and its student is never graded."""

    def test_an_empty_one_is_put_in(self, hand_in: HandIn, collect: Collect) -> None:
        for student, files in {"alice": ["a.ipynb.txt"], "bob": [], "carol": ["b.ipynb"]}.items():
            folder = hand_in(student)
            (folder / "a.ipynb").unlink()
            for file in files:
                (folder / file).write_text(student)
        assert collect() == {
            "alice": {"a.ipynb": "", "a.ipynb.txt": "alice"},
            "bob": {"a.ipynb": ""},
            "carol": {"b.ipynb": "carol"},
        }
