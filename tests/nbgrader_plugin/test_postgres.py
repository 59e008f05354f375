"""The gradebook in PostgreSQL, by `c.CourseDirectory.db_url` alone, with a server of its own."""

from __future__ import annotations

import csv
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.course.catalog import assignment

pytestmark = pytest.mark.slow
LESSON = "loss_functions"


def program(name: str) -> str:
    """A program of PostgreSQL's, which Debian keeps off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or ""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a new, empty database."""
    pytest.importorskip("psycopg", reason="needs `pip install 'autograder[postgres]'`")
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    if not (initdb and pg_ctl):
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    user: dict[str, Any] = {}
    if os.geteuid() == 0:  # it does not run as root; Debian's package makes this user
        entry = pwd.getpwnam("postgres")
        user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        if user:
            os.chown(folder, entry.pw_uid, entry.pw_gid)
            os.chmod(folder, 0o755)  # noqa: S103  its socket is in it
        data = f"{folder}/data"
        options = {"cwd": folder, "stdout": subprocess.DEVNULL, **user}
        subprocess.run(
            [initdb, "-D", data, "-U", "nbgrader", "-A", "trust", "-N"], check=True, **options
        )
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off"
        control = [pg_ctl, "-D", data, "-w"]
        subprocess.run(
            [*control, "-l", f"{folder}/log", "-o", settings, "start"], check=True, **options
        )
        try:
            yield f"postgresql+psycopg://nbgrader@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "-m", "fast", "stop"], check=True, **options)


@pytest.mark.filterwarnings("ignore")  # nbgrader's, about its own gradebook
def test_a_gradebook_in_postgresql(server: str, new_course: Callable[..., Any]) -> None:
    course = new_course([LESSON])
    course.add_config(f'c.CourseDirectory.db_url = "{server}"')
    course.run("generate_assignment", LESSON)
    source = (course.folder / "source" / LESSON / f"{LESSON}.ipynb").read_bytes()
    course.hand_in("alice", LESSON, source)
    course.hand_in("bob", LESSON, course.released(LESSON))
    for command in ("autograde", "generate_feedback"):
        course.run(command, LESSON)
    course.run("export")
    most = assignment(LESSON).points
    with Gradebook(server) as book:
        assert book.find_submission(LESSON, "alice").score == most
        assert book.find_submission(LESSON, "bob").score == 0
    with (course.folder / "grades.csv").open(encoding="utf-8") as stream:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(stream)}
    assert rows == {"alice": most, "bob": 0}
    assert not (course.folder / "gradebook.db").exists()
