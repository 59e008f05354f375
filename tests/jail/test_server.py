"""The fork server stays cold, and what a submission started is gone after the sweep."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch

from autograder.data import resolve, tensors
from autograder.grading import Grader
from autograder.jail import witness
from autograder.jail.client import ForkServer, ServerDied
from autograder.jail.launch import clean_environment
from autograder.outcome import Verdict
from autograder.wire import Record


@pytest.fixture
def server(grader: Grader) -> ForkServer:
    return grader.server


@pytest.fixture
def process(server: ForkServer) -> psutil.Process:
    return psutil.Process(server.process.pid)


def test_the_server_is_single_threaded(
    process: psutil.Process, grade: Callable[..., Verdict]
) -> None:
    assert process.num_threads() == 1
    grade(
        "import torch\ndef f(): return torch.ones(500, 500) @ torch.ones(500, 500)",
        {"f": [lambda s, d: s.f()]},
    )
    assert process.num_threads() == 1


def test_the_server_s_output_leads_nowhere(process: psutil.Process) -> None:
    for standard in (0, 1, 2):
        assert Path(f"/proc/{process.pid}/fd/{standard}").readlink() == Path("/dev/null")


def test_the_server_has_nothing_of_the_judge_s_environment(
    process: psutil.Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "canary")
    assert "canary" not in clean_environment("").values()
    assert "PYTEST_CURRENT_TEST" not in process.environ()
    allowed = set(clean_environment("x")) | {"LC_CTYPE", witness.VARIABLE}
    assert set(process.environ()) <= allowed


def test_the_server_is_in_a_session_of_its_own(process: psutil.Process) -> None:
    assert os.getsid(process.pid) != os.getsid(0)


LEFT_BEHIND = {
    "child": "if os.fork() == 0: wait()",
    "daemon": """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: wait()
    os._exit(0)
os.wait()
""",
    "other group": "if os.fork() == 0:\n    os.setpgid(0, 0)\n    wait()",
    "ignores signals": """
if os.fork() == 0:
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}: signal.signal(number, signal.SIG_IGN)
    wait()
""",
    "stopped": "if os.fork() == 0:\n    os.kill(os.getpid(), signal.SIGSTOP)\n    wait()",
    "program": "subprocess.Popen([sys.executable, '-c', 'while True: pass'], start_new_session=True)",
    "many": "for _ in range(60):\n    if os.fork() == 0: wait()",
    "comet": "if os.fork() == 0:\n    while True:\n        if os.fork(): os._exit(0)",
    "thread": "threading.Thread(target=wait).start()",
}
HEAD = (
    "import os, signal, subprocess, sys, threading\ndef wait():\n    while True: signal.pause()\n"
)
STARTED_WHEN_LOADED = "{head}{body}\ndef f(): return 1\n"
STARTED_BY_A_CALL = "{head}def f():\n    {indented}\n    return 1\n"


@pytest.fixture(params=[STARTED_WHEN_LOADED, STARTED_BY_A_CALL], ids=["loading", "calling"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("body", LEFT_BEHIND.values(), ids=LEFT_BEHIND)
def test_nothing_is_left_after_the_sweep(
    server: ForkServer, process: psutil.Process, form: str, body: str
) -> None:
    text = form.format(head=HEAD, body=body, indented=body.strip().replace("\n", "\n    "))
    call = Record("call", {"name": "f", "objects": {}, "arguments": [], "cotangent": None,
                           "collect": None, "steps": [], "seed": None})  # fmt: skip
    session_ids = set()
    with server.load("alice.py", text.encode()) as submission:
        assert not submission.faults
        child = submission.fork(cpu_seconds=10)
        assert child.ask(call, 10)["value"] == 1
        session_ids = {p.pid for p in process.children(recursive=True)}
        assert session_ids
        child.channel.close()
    assert process.children(recursive=True) == []
    assert not {pid for pid in session_ids if psutil.pid_exists(pid)}


@pytest.fixture(scope="module")
def other_server() -> Iterator[ForkServer]:
    with ForkServer() as running:
        yield running


def test_two_servers_side_by_side_know_nothing_of_each_other(
    server: ForkServer, other_server: ForkServer
) -> None:
    with (
        server.load("a.py", b"def f(): pass") as first,
        other_server.load("b.py", b"def g(): return 1") as second,
    ):
        assert (first.names, second.names) == ({"f"}, {"g"})
        assert first.server.workdir.path != second.server.workdir.path
    assert other_server.process.poll() is None


def test_a_killed_server_takes_its_submissions_with_it(other_server: ForkServer) -> None:
    process = psutil.Process(other_server.process.pid)
    with other_server.load("a.py", (HEAD + "def f(): wait()").encode()) as submission:
        child = submission.fork(10)
        child.channel.close()
        below = process.children(recursive=True)
        assert len(below) == 2
        process.kill()
        psutil.wait_procs(below, timeout=10)
        assert not [p for p in below if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
    assert not other_server.is_usable
    with pytest.raises(ServerDied, match="no longer answers"):
        other_server.start_submission()


READS = """
from torchvision.datasets import FashionMNIST

def mappings():
    return open("/proc/self/maps").read().count("images-idx3-ubyte")

def f(train):
    before = mappings()
    first, second = (FashionMNIST("anywhere", train) for _ in range(2))
    first.data[0] = 0
    first.targets[0] = 11
    return mappings() - before, first.data[0].sum(), second.data, second.targets
"""
KEEPS = """
from torchvision.datasets import FashionMNIST

def f(train):
    return [FashionMNIST("anywhere", train) for _ in range(400)]
"""
OWN = """
import os
import torch
import torchvision

class Small(torchvision.datasets.FashionMNIST):
    raw_folder = "small"

    def _check_exists(self):
        return True

def f():
    os.makedirs("small", exist_ok=True)
    for name, axes in (("images-idx3", [3, 28, 28]), ("labels-idx1", [3])):
        with open(f"small/train-{name}-ubyte", "wb") as file:
            file.write(bytes([0, 0, 8, len(axes)]))
            file.write(b"".join(size.to_bytes(4, "big") for size in axes))
            file.write(bytes(torch.Size(axes).numel()))
    return len(Small("anywhere").data)
"""


@pytest.mark.parametrize("train", [True, False], ids=["training", "test"])
def test_torchvision_s_data_are_those_of_the_files_and_each_object_s_own(
    grade: Callable[..., Verdict], train: bool
) -> None:
    dataset = resolve(allow_download=False)
    images, labels = tensors(dataset, train)

    def check(student: Any, draw: Any) -> None:
        for _time in range(2):
            mapped, blank, data, targets = student.f(train)
            assert (mapped, int(blank)) == (2, 0)
            assert (data.dtype, targets.dtype) == (torch.uint8, torch.int64)
            assert torch.equal(data, images)
            assert torch.equal(targets, labels.long())

    assert [outcome.status for outcome in grade(READS, {"f": [check]}).checks] == ["passed"]


@pytest.mark.parametrize("train", [True, False], ids=["training", "test"])
def test_who_keeps_too_many_data_sets_has_no_memory_left(
    grade: Callable[..., Verdict], train: bool
) -> None:
    """And not, which says less, no files: a mapping is one, as long as it lasts."""
    (outcome,) = grade(KEEPS, {"f": [lambda student, draw: student.f(train)]}).checks
    assert outcome.status == "memory"


def test_a_data_set_in_a_folder_of_the_submission_s_own_is_its_own(
    grade: Callable[..., Verdict],
) -> None:
    def check(student: Any, draw: Any) -> None:
        assert student.f() == 3

    assert [outcome.status for outcome in grade(OWN, {"f": [check]}).checks] == ["passed"]
