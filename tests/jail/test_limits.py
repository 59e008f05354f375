"""What all processes of a submission take together is limited, and what they share counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograder.grading import Grader
from autograder.jail import bubblewrap, limits
from autograder.judge.check import Assignment
from autograder.outcome import Status

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not bubblewrap.executable(), reason="there is no bubblewrap here"),
]

MEGABYTES = 900  # which torch alone does not take
FAMILY = """
import ctypes, os, signal, time

def family(size, mb, hide=False):
    ready, done = os.pipe()
    for _ in range(size):
        if os.fork() == 0:
            os.setsid()
            if hide:
                ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
            kept = b"x" * (mb * 2**20)
            os.write(done, b".")
            while True:
                signal.pause()
    for _ in range(size):
        os.read(ready, 1)
    time.sleep({seconds})

def other():
    return 1
"""


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "TOGETHER_MB", MEGABYTES)
        with Grader(jailed=True) as running:
            yield running


def other_works(student: Any, draw: Any) -> None:
    assert student.other() == 1


@pytest.mark.parametrize("arguments", ["16, 100", "60, 25", "8, 200, True"])
def test_many_processes_below_their_limits_are_ended_together(
    grader: Grader, assignment_of: Callable[..., Assignment], arguments: str
) -> None:
    text = FAMILY.format(seconds=60) + f"def f(): family({arguments})\n"
    checks = {"f": [lambda student, draw: student.f()], "other": [other_works]}
    pid = grader.server.process.pid
    verdict = grader.grade(assignment_of(checks), "a.py", text.encode())
    assert [check.status for check in verdict.checks] == [Status.MEMORY, Status.PASSED]
    message = verdict.checks[0].message
    assert "took more memory, or made more files or sockets, than they may" in message
    assert grader.server.process.pid == pid


def test_so_are_those_that_are_started_when_the_file_is_run(
    grader: Grader, assignment_of: Callable[..., Assignment]
) -> None:
    text = FAMILY.format(seconds=60) + "family(16, 100)\n"
    with grader.server.load("a.py", text.encode()) as submission:
        assert submission.names == {"family", "other"}
        (fault,) = submission.faults
        assert "took more memory, or made more files or sockets, than they may" in fault["message"]


def test_what_processes_share_counts_once(
    grader: Grader, assignment_of: Callable[..., Assignment]
) -> None:
    text = (
        FAMILY.format(seconds=5 * limits.LOOK_SECONDS)
        + "def f():\n    family(30, 1)\n    return 1\n"
    )

    def runs(student: Any, draw: Any) -> None:
        assert student.f() == 1

    verdict = grader.grade(assignment_of({"f": [runs]}), "a.py", text.encode())
    assert [check.message for check in verdict.checks] == [""]


def test_memory_that_is_no_process_s_cannot_be_had(grader: Grader) -> None:
    text = b"import os\nos.memfd_create('x')\n"
    with grader.server.load("a.py", text) as submission:
        assert "PermissionError" in submission.faults[0]["type"]
