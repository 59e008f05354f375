"""What is in a jail: all that programs need to run as fast as they do outside of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.grading import Grader
from autograder.jail import bubblewrap

LARGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")
ENOUGH = 100_000  # kilobytes, to be compared
# The kilobytes that lie in large pages, of what this process holds.
SUBMISSION = """
def in_large_pages():
    lines = open("/proc/self/smaps_rollup").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("AnonHugePages"))
kilobytes = in_large_pages()
raise SystemExit(f"{kilobytes} kB")
"""


def kilobytes_in_large_pages(grader: Grader) -> int:
    with grader.server.load("a.py", SUBMISSION.encode()) as submission:
        (fault,) = submission.faults
    return int(fault["message"].split()[-2])


@pytest.mark.slow
@pytest.mark.skipif(not bubblewrap.executable(), reason="there is no bubblewrap here")
@pytest.mark.skipif(
    not LARGE_PAGES.exists() or "[madvise]" not in LARGE_PAGES.read_text("ascii"),
    reason="this kernel gives no large pages, or without being asked",
)
def test_a_jail_s_processes_are_in_large_pages_as_those_without_are(grader: Grader) -> None:
    """A fork and its end cost twice as much where malloc does not see that there are any."""
    outside = kilobytes_in_large_pages(grader)
    if outside < ENOUGH:
        pytest.skip("this C library asks for no large pages, or memory is in pieces")
    with Grader(jailed=True) as jailed:
        assert kilobytes_in_large_pages(jailed) > outside / 2
