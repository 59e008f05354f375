"""Feedback of all students is released, whatever their folders lack."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import notebook_hash

from autograder.nbgrader_plugin.lateness import NAME
from autograder.nbgrader_plugin.returning import SECRET, ReleaseAllFeedback

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
    return tmp_path


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # nbgrader leaves files open
def test_everybodys_page_is_released_under_a_name_of_its_own(make: Path) -> None:
    course = CourseDirectory(root=str(make), course_id="c", assignment_id="a")
    releasing = ReleaseAllFeedback(coursedir=course, root=str(make / "exchange"))
    releasing.log.setLevel(logging.CRITICAL + 1)
    (make / "exchange").mkdir()
    (make / "exchange").chmod(0o777)
    releasing.start()
    pages = list((make / "exchange" / "c" / "feedback").glob("*.html"))
    assert sorted(page.read_text() for page in pages) == ["a1", "a2", "a3", "a4", "bob"]
    known = notebook_hash(secret=OF_BOB, notebook_id="a")
    assert next(page for page in pages if page.stem == known).read_text() == "bob"
