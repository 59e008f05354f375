"""Feedback of all students is released, whatever their folders lack."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import notebook_hash

from autograder.nbgrader_plugin.lateness import NAME
from autograder.nbgrader_plugin.returning import SECRET, ReleaseAllFeedback

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # nbgrader leaves files open
OF_BOB = "known to bob alone"


@pytest.fixture
def make(tmp_path: Path) -> Path:
    """bob has all; the others lack something, and come before him."""
    lacking = {"a1": {NAME: b"now"}, "a2": {SECRET: b"s"}, "a3": {NAME: b"", SECRET: b"\xff"},
               "a4": {NAME: b"", SECRET: b""}, "bob": {NAME: b"now", SECRET: OF_BOB.encode()}}  # fmt: skip
    for student, files in lacking.items():
        folder = tmp_path / "feedback" / student / "a"
        folder.mkdir(parents=True)
        (folder / "a.html").write_text(student)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    for student in ("a1", "a2"):  # folders in place of the files that they lack
        for name in {NAME, SECRET} - set(lacking[student]):
            (tmp_path / "feedback" / student / "a" / name / "deep").mkdir(parents=True)
    return tmp_path


def released(root: Path) -> list[Path]:
    """The pages in the exchange after releasing."""
    course = CourseDirectory(root=str(root), course_id="c", assignment_id="a")
    releasing = ReleaseAllFeedback(coursedir=course, root=str(root / "exchange"))
    releasing.log.setLevel(logging.CRITICAL + 1)
    (root / "exchange").mkdir()
    (root / "exchange").chmod(0o777)
    releasing.start()
    return list((root / "exchange" / "c" / "feedback").glob("*.html"))


def test_everybodys_page_is_released_under_a_name_of_its_own(make: Path) -> None:
    pages = released(make)
    assert sorted(page.read_text() for page in pages) == ["a1", "a2", "a3", "a4", "bob"]
    known = notebook_hash(secret=OF_BOB, notebook_id="a")
    assert next(page for page in pages if page.stem == known).read_text() == "bob"


def test_a_page_that_cannot_be_released_stops_no_other(make: Path) -> None:
    page = make / "feedback" / "a1" / "a" / "a.html"
    page.unlink()
    page.mkdir()
    pages = released(make)
    assert sorted(page.read_text() for page in pages) == ["a2", "a3", "a4", "bob"]
