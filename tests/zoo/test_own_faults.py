"""Faults of our own: nothing is lost or half there, nobody pays for them, nothing stays behind."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder.course.catalog import assignment
from autograder.grading import Grader
from autograder.jail import bubblewrap
from autograder.judge.check import Assignment
from autograder.outcome import Status, to_json

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not bubblewrap.executable(), reason="there is no bubblewrap here"),
]

HONEST = b"def l1_loss(y_hat, y):\n    return (y_hat - y).abs()\n"
WRONG = b"""
import os


def l2_loss(y_hat, y):
    os._exit(0)


def l1_loss(y_hat, y):
    return (y_hat - y).abs()


def gaussian_nll(y_hat, y, sigma):
    raise ValueError(sigma)
"""
SCORE = 2.0  # of both


def test_a_hundred_gradings_of_one_submission_are_one_verdict() -> None:
    verdicts = set()
    with Grader(jailed=True) as grader:
        for _ in range(100):
            verdict = to_json(grader.grade(assignment("loss_functions"), "a.py", WRONG, seed="5e"))
            for part in (verdict, *(c for e in verdict["exercises"] for c in e["checks"])):
                del part["seconds"]
            verdicts.add(json.dumps(verdict, sort_keys=True))
    assert len(verdicts) == 1


def test_a_jail_killed_while_a_check_runs_costs_nothing(
    assignment_of: Callable[..., Assignment],
) -> None:
    killed: list[psutil.Process] = []

    def kill_once(student: Any, draw: Any) -> None:
        student.f()
        if not killed:
            outside = psutil.Process(grader.server.process.pid)
            killed.extend(outside.children(recursive=True))
            outside.children()[0].kill()  # process 1 of the jail: all the others go with it
            grader.server.process.wait()
            psutil.wait_procs(killed)
        assert student.f() == 1

    with Grader(jailed=True) as grader:
        verdict = grader.grade(assignment_of({"f": [kill_once]}), "a.py", b"def f(): return 1")
        assert verdict.score == 1
        assert not any(process.is_running() for process in killed)


def test_a_fault_inside_a_check_asks_for_a_regrade(
    assignment_of: Callable[..., Assignment],
) -> None:
    def fails(student: Any, draw: Any) -> None:
        raise KeyError(student.f())

    def passes(student: Any, draw: Any) -> None:
        student.f()

    with Grader(jailed=True) as grader:
        verdict = grader.grade(assignment_of({"f": [fails, passes]}), "a.py", b"def f(): return 1")
    assert [check.status for check in verdict.checks] == [Status.INTERNAL, Status.PASSED]
    assert verdict.score is None


# ---------------------------------------------------------------- the command
@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    for number in range(12):
        (folder / f"s{number:02}.py").write_bytes(WRONG if number % 3 else HONEST)
    return folder


def start(folder: Path, out: Path, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "autograder.cli", "grade", str(folder), "--jobs", "2",
               "--assignment", "loss_functions", "--out", str(out)]  # fmt: skip
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def scores_in(out: Path) -> dict[str, float | None]:
    """Every verdict file there is, all of them whole."""
    return {path.stem: json.loads(path.read_text())["score"] for path in out.glob("*.json")}


def wait_for_verdicts(running: subprocess.Popen[str], out: Path, count: int) -> None:
    """Nothing depends on how long this takes."""
    while len(list(out.glob("*.json"))) < count and running.poll() is None:
        time.sleep(0.01)


def killed_after(count: int, submissions: Path, out: Path) -> list[psutil.Process]:
    """Kill the judge once there are so many verdicts; what it had started and is left of it."""
    with start(submissions, out) as running:
        wait_for_verdicts(running, out, count)
        below = psutil.Process(running.pid).children(recursive=True)
        running.kill()
    left: list[psutil.Process] = psutil.wait_procs(below, timeout=10)[1]
    for process in left:
        process.kill()
    return left


@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_judge_that_is_killed_leaves_whole_verdicts(
    submissions: Path, tmp_path: Path, count: int
) -> None:
    out = tmp_path / "out"
    killed_after(count, submissions, out)
    assert set(scores_in(out).values()) <= {SCORE}
    with start(submissions, out) as again:
        assert again.wait(timeout=300) == 0
    assert scores_in(out) == {path.stem: SCORE for path in submissions.iterdir()}


def test_a_judge_that_is_killed_leaves_no_process(submissions: Path, tmp_path: Path) -> None:
    assert not killed_after(1, submissions, tmp_path / "out")


def name(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:
        return []


def test_a_worker_that_is_killed_makes_no_zeros(submissions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with start(submissions, out) as running:
        wait_for_verdicts(running, out, 1)
        workers = [
            p for p in psutil.Process(running.pid).children() if "spawn_main" in str(name(p))
        ]
        workers[0].send_signal(signal.SIGKILL)
        _stdout, stderr = running.communicate(timeout=300)
    scores = scores_in(out)
    assert set(scores.values()) == {SCORE}
    missing = {path.stem for path in submissions.iterdir()} - scores.keys()
    assert (running.returncode == 0) is (not missing)
    assert all(student in stderr for student in missing)


def test_a_full_disk_is_said_and_leaves_no_half_of_a_verdict(
    submissions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"

    def no_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))  # a verdict has more

    with start(submissions, out, preexec_fn=no_room) as running:
        _stdout, stderr = running.communicate(timeout=300)
    assert running.returncode in (2, 3)
    assert "Traceback" not in stderr
    assert scores_in(out) == {}


def test_where_no_verdict_can_be_written_nothing_is_graded(
    submissions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.write_text("a file, not a folder")
    with start(submissions, out) as running:
        _stdout, stderr = running.communicate(timeout=300)
    assert running.returncode == 2
    assert "No verdict can be written" in stderr
