"""One submission in, one verdict out; a server that dies is our trouble and not the submission's."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder.course.catalog import assignment as lesson
from autograder.grading import Grader
from autograder.jail.client import ServerDied
from autograder.judge.check import Assignment
from autograder.judge.expect import expect_close, expect_number
from autograder.outcome import Verdict, from_json, to_json

ROOT = Path(__file__).parents[1]
Grade = Callable[..., Verdict]
RIGHT = b"def f(X): return X * 2\n"


def doubles(student: Any, draw: Any) -> None:
    X = draw.normal(3, 2)
    expect_close(student.f(X), X.double() * 2)


@pytest.fixture
def assignment(assignment_of: Callable[..., Assignment]) -> Assignment:
    return assignment_of({"f": [doubles]})


@pytest.fixture(scope="module")
def own_grader() -> Iterator[Grader]:
    """A grader whose servers may be killed."""
    with Grader() as running:
        yield running


def test_a_verdict_says_what_was_graded_and_how(grader: Grader, assignment: Assignment) -> None:
    verdict = grader.grade(assignment, "alice.py", RIGHT)
    assert (verdict.assignment, verdict.submission, verdict.score, verdict.max_score) == (
        "small",
        "alice",
        1,
        1,
    )
    assert verdict.sha256 == hashlib.sha256(RIGHT).hexdigest()
    assert len(bytes.fromhex(verdict.seed)) == 16
    assert verdict.isolation == "process"
    assert verdict.dataset == grader.dataset.name
    assert set(verdict.versions) == {"autograder", "torch", "python"}
    assert from_json(to_json(verdict)).exercises[0].checks[0].status == "passed"


@pytest.mark.parametrize(("filename", "submission", "expected"), [("alice.ipynb", "", "alice"), ("alice", "", "alice"), ("x.py", "bob", "bob"), ("a.b.py", "", "a.b")])  # fmt: skip
def test_a_submission_is_named_after_its_file_unless_told(
    grader: Grader, assignment: Assignment, filename: str, submission: str, expected: str
) -> None:
    assert grader.grade(assignment, filename, b"", submission=submission).submission == expected


def test_a_notebook_and_a_file_get_the_same_verdict(grader: Grader, assignment: Assignment) -> None:
    notebook = b'{"cells": [{"cell_type": "code", "source": "def f(X): return X * 2"}]}'
    assert grader.grade(assignment, "alice.ipynb", notebook).score == 1


def test_seeds_are_new_each_time_and_can_be_given_again(
    own_grader: Grader, assignment: Assignment
) -> None:
    first, second = (own_grader.grade(assignment, "a.py", RIGHT) for _ in range(2))
    assert first.seed != second.seed
    assert own_grader.grade(assignment, "a.py", RIGHT, seed=first.seed).seed == first.seed


HOSTILE = [
    "import os; os._exit(0)",
    "import os\ndef f(X): os.kill(os.getppid(), 9)",
    "def f(X):\n    while True: pass",
    "import torch, sys\ntorch.Tensor.__mul__ = None\nsys.modules.clear()\ndef f(X): return X",
    "import os\nfor fd in range(3, 99):\n    try: os.write(fd, b'junk' * 99)\n    except OSError: pass",
    "open('torch.py', 'w').write('raise SystemExit'); open('sitecustomize.py', 'w').write('raise SystemExit')",
    "import torch\ntorch.set_num_threads(8)\ntorch.set_default_dtype(torch.float64)\ndef f(X): return X",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_honest_submission_is_graded_alike_before_and_after_a_hostile_one(
    grader: Grader, assignment_of: Callable[..., Assignment], hostile: str
) -> None:
    assignment, short = (assignment_of({"f": [doubles]}, seconds) for seconds in (20.0, 0.5))
    assert grader.grade(assignment, "a.py", RIGHT).score == 1
    assert grader.grade(short, "b.py", hostile.encode()).score == 0
    assert grader.grade(assignment, "c.py", RIGHT).score == 1


def test_the_same_submission_gets_the_same_verdict_every_time(grade: Grade) -> None:
    source = "import torch\ndef f():\n    return float(torch.rand(()))"

    def chance(student: Any, draw: Any) -> None:
        expect_number(student.f(), 0.5)

    checks = {"f": [chance], "g": [chance]}
    verdicts = [to_json(grade(source, checks, seed="ab" * 16, reveal=True)) for _ in range(10)]
    for verdict in verdicts:
        del verdict["seconds"]
        for check in (check for exercise in verdict["exercises"] for check in exercise["checks"]):
            del check["seconds"]
    assert all(verdict == verdicts[0] for verdict in verdicts)


# ---------------------------------------------------------------- servers that die
def test_a_server_killed_between_submissions_is_replaced(
    own_grader: Grader, assignment: Assignment
) -> None:
    before = own_grader.server.process
    before.kill()
    before.wait()
    assert own_grader.grade(assignment, "a.py", RIGHT).score == 1
    assert own_grader.server.process.pid != before.pid


@pytest.mark.parametrize("when", ["loading", pytest.param("calling", marks=pytest.mark.slow)])
def test_a_submission_whose_server_dies_is_graded_once_more(
    own_grader: Grader, assignment: Assignment, tmp_path: Path, when: str
) -> None:
    body = f"""
    if not os.path.exists({str(tmp_path / "killed")!r}):
        open({str(tmp_path / "killed")!r}, "w").close()
        os.kill({own_grader.server.process.pid}, 9)
        while True: pass
"""
    loading = f"import os\nif True:{body}\ndef f(X): return X * 2\n"
    calling = f"import os\ndef f(X):{body}\n    return X * 2\n"
    told: list[str] = []
    verdict = own_grader.grade(
        assignment,
        "a.py",
        (loading if when == "loading" else calling).encode(),
        progress=lambda exercise, outcome: told.append(outcome.status),
    )
    assert (tmp_path / "killed").exists()
    assert verdict.score == 1
    assert told == ["passed"], "nothing is told of the attempt that came to nothing"


@pytest.mark.slow
def test_a_server_that_dies_twice_is_an_error_and_the_next_submission_none(
    own_grader: Grader, assignment: Assignment
) -> None:
    kill = b"import os\nos.kill(os.getppid(), 9)\nwhile True: pass\n"
    with pytest.raises(ServerDied, match="no longer answers"):
        own_grader.grade(assignment, "a.py", kill)
    assert own_grader.grade(assignment, "a.py", RIGHT).score == 1


@pytest.mark.slow
def test_a_server_killed_from_outside_while_a_check_runs(
    own_grader: Grader, assignment_of: Callable[..., Assignment]
) -> None:
    process = own_grader.server.process
    killed = []

    def kill_once(student: Any, draw: Any) -> None:
        if not killed:
            killed.append(process.pid)
            process.kill()
            process.wait()
        doubles(student, draw)

    assert own_grader.grade(assignment_of({"f": [kill_once]}), "a.py", RIGHT).score == 1
    assert killed


def test_two_graders_work_side_by_side(
    grader: Grader, own_grader: Grader, assignment_of: Callable[..., Assignment]
) -> None:
    long, short = (assignment_of({"f": [doubles, doubles]}, seconds) for seconds in (20.0, 0.2))
    scores: dict[str, list[float | None]] = {"one": [], "other": []}
    hang = b"def f(X):\n    while True: pass"

    def work(name: str, used: Grader) -> None:
        for _ in range(3):
            scores[name].append(used.grade(long, "a.py", RIGHT).score)
            scores[name].append(used.grade(short, "b.py", hang).score)

    other = threading.Thread(target=work, args=("other", own_grader))
    other.start()
    work("one", grader)
    other.join()
    assert scores == {"one": [2, 0] * 3, "other": [2, 0] * 3}


def test_a_closed_grader_leaves_nothing(own_grader: Grader) -> None:
    server = own_grader.server
    process = psutil.Process(server.process.pid)
    own_grader.server.close()
    own_grader.server.close()
    assert not process.is_running()
    assert not os.path.exists(server.workdir.path)


TAKES_ITS_FOLDER = """
import os
folder = os.getcwd()
os.rmdir(folder)
os.symlink({victim!r}, folder)
def l1_loss(y_hat, y): return (y_hat - y).abs()
"""


def test_a_submission_that_takes_its_folder_away_harms_nobody(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "grades.txt").write_text("17")
    chosen = lesson("loss_functions")
    solution = (ROOT / "solutions" / "loss_functions.py").read_bytes()
    with Grader() as grader:
        for _ in range(2):
            text = TAKES_ITS_FOLDER.format(victim=str(victim)).encode()
            hostile = grader.grade(chosen, "hostile.py", text)
            assert (hostile.score or 0) < hostile.max_score
            honest = grader.grade(chosen, "honest.py", solution)
            assert honest.score == honest.max_score
    assert (victim / "grades.txt").read_text() == "17"


THREADS = {
    "a pool's": "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\n"
        "def f(X): return pool.submit(lambda: X * 2).result()",
    "a pool's, not waited for": "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\n"
        "def f(X): return pool.submit(lambda: X * 2).result(timeout=0.5)",
    "torch's": "def f(X):\n    torch.set_num_threads(2)\n    torch.ones(600, 600) @ torch.ones(600, 600)\n    return X * 2",
    "an own one": "import queue, threading\nasked, told = queue.Queue(), queue.Queue()\n"
        "def work():\n    while True: told.put(asked.get() * 2)\n"
        "threading.Thread(target=work, daemon=True).start()\n"
        "def f(X):\n    asked.put(X)\n    return told.get()",
}  # fmt: skip


@pytest.mark.parametrize("text", THREADS.values(), ids=THREADS)
def test_threads_started_at_load_are_there_when_they_are_needed(grade: Grade, text: str) -> None:
    text = f"import torch\n{text}\nf(torch.ones(3))\n"
    verdict = grade(text, {"f": [doubles, doubles], "g": [doubles]}, seconds=2)
    assert verdict.score == 2, [check.message for check in verdict.checks]


def test_a_file_with_threads_is_not_run_again_for_a_wrong_answer(
    grade: Grade, tmp_path: Path
) -> None:
    text = f"""
import threading, time
threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
open({str(tmp_path / "runs")!r}, "a").write("x")
def f(X): return X * 3
"""
    assert grade(text, {"f": [doubles]}).score == 0
    assert (tmp_path / "runs").read_text() == "x"


def test_threads_started_at_load_do_not_stop_the_checks() -> None:
    text = "import torch\ntorch.set_num_threads(4)\nA = torch.randn(1000, 1000)\nB = A @ A\n"
    data = text.encode() + (ROOT / "solutions" / "linear_regression.py").read_bytes()
    with Grader() as grader:
        verdict = grader.grade(lesson("linear_regression"), "a.py", data)
    assert verdict.score == verdict.max_score
