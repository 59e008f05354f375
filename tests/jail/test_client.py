"""A submission may hang, die or write where it wants: it costs that cell or that call."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder import wire
from autograder.errors import InternalError
from autograder.grading import Grader
from autograder.jail.client import ForkServer
from autograder.jail.submission import Submission
from autograder.judge.session import CPU_SHARE
from autograder.outcome import Verdict
from autograder.wire import Record

CALL = {
    "objects": {},
    "arguments": [],
    "cotangent": None,
    "collect": None,
    "steps": [],
    "seed": None,
}


def call(name: str) -> Record:
    return Record("call", {"name": name, **CALL})


@pytest.fixture
def server(grader: Grader) -> ForkServer:
    return grader.server


def value_of(submission: Submission, name: str) -> Any:
    child = submission.fork(cpu_seconds=10)
    try:
        return child.ask(call(name), 10)["value"]
    finally:
        child.end()


# ---------------------------------------------------------------- loading
WALK_FDS = """
def junk(data=b"junk that is no frame at all"):
    import os, stat
    for fd in range(256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                os.write(fd, data)
        except OSError:
            pass
"""
STOPPING = {
    "hang": ("while True: pass", "did not finish within 1 s"),
    "exit": ("import os; os._exit(0)", "ended the Python process"),
    "exit code": ("import os; os._exit(1)", "ended the Python process"),
    "abort": ("import os; os.abort()", "ended the Python process"),
    "null read": ("import ctypes; ctypes.string_at(0)", "ended the Python process"),
    "junk": (WALK_FDS + "junk()", "wrote where only the grader's own answers go"),
    "closes": ("import os; os.closerange(3, 256)", "ended the Python process"),
    "kills its group": (
        "import os, signal; os.killpg(0, signal.SIGKILL)",
        "ended the Python process",
    ),
    "stops": ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", "did not finish"),
    "stack": ("import sys; sys.setrecursionlimit(10**9)\ndef r(): return r.__call__()\nr()", ""),
}


@pytest.mark.parametrize(("body", "reason"), STOPPING.values(), ids=STOPPING)
def test_a_cell_that_stops_the_process_costs_only_itself(
    server: ForkServer, body: str, reason: str
) -> None:
    text = f"# %%\ndef before(): return 1\n# %%\n{body}\n# %%\ndef after(): return 2\n"
    with server.load("alice.py", text.encode(), cell_seconds=1) as submission:
        assert not submission.unreadable
        assert {"before", "after"} <= submission.names
        (fault,) = submission.faults
        assert reason in fault["message"]
        assert fault["line"] == 3
        assert (value_of(submission, "before"), value_of(submission, "after")) == (1, 2)


def test_two_bad_cells_cost_themselves(server: ForkServer) -> None:
    text = (
        "# %%\nimport os; os._exit(0)\n# %%\ndef f(): return 1\n# %%\nwhile True: pass\n# %%\n1/0\n"
    )
    with server.load("alice.py", text.encode(), cell_seconds=1) as submission:
        assert submission.names == {"f"}
        assert [fault["line"] for fault in submission.faults] == [1, 5, 8]


def test_of_a_file_of_nothing_but_bad_cells_definitions_count(server: ForkServer) -> None:
    text = "# %%\nimport os; os._exit(0)\n" * 20 + "# %%\ndef f(): return 1\n"
    with server.load("alice.py", text.encode()) as submission:
        assert submission.names == {"f"}
        assert value_of(submission, "f") == 1


def test_a_file_whose_definitions_hang_is_given_up(server: ForkServer) -> None:
    text = "# %%\ndef f(x=__import__('os')._exit(0)): return 1\n" * 20
    with server.load("alice.py", text.encode()) as submission:
        assert "again and again" in submission.unreadable


def test_the_time_of_all_cells_together_is_bounded(server: ForkServer) -> None:
    slow = "# %%\nfor _ in range(10**12):\n    if time.monotonic() > start + 0.2 * {n}: break\n"
    text = "# %%\nimport time\nstart = time.monotonic()\n" + "".join(
        slow.format(n=n) for n in range(1, 100)
    )
    text += "# %%\ndef f(): return 1\n"
    with server.load("alice.py", text.encode(), cell_seconds=5, load_seconds=0.7) as submission:
        assert "too long" in submission.faults[0]["message"]
        assert value_of(submission, "f") == 1
        assert submission.load_seconds < 0.2


ENDLESS_REPORTS = """
import autograder.worker.submission as theirs
from autograder import wire
import gc, socket
(sock,) = [s for s in gc.get_objects() if isinstance(s, socket.socket)]
while True:
    wire.send(sock, 1, wire.Record("running", {"cell": 0, "line": 1, "place": "x"}))
"""


def test_endless_reports_of_progress_end_with_the_time(server: ForkServer) -> None:
    with server.load(
        "a.py", ENDLESS_REPORTS.encode(), cell_seconds=1, load_seconds=1
    ) as submission:
        assert submission.unreadable or submission.faults


def reporting(reply: str) -> str:
    """A submission that answers its loading itself."""
    return f"""
from autograder.wire import Record
from autograder import wire
import gc, os, socket
socks = [s for s in gc.get_objects() if isinstance(s, socket.socket)]
for sock in socks:
    wire.send(sock, 1, {reply})
while True: pass
"""


@pytest.mark.parametrize(
    "reply",
    [
        "None", "[1]", "Record('loaded')", "Record('forked', {'pid': 1})",
        "Record('loaded', {'stubs': None, 'names': [], 'faults': []})",
        "Record('loaded', {'stubs': [[]], 'names': [], 'faults': []})",
        "Record('loaded', {'stubs': [], 'names': {'f': 1}, 'faults': []})",
        "Record('loaded', {'stubs': [], 'names': [3], 'faults': []})",
        "Record('loaded', {'stubs': [], 'names': [], 'faults': 5})",
        "Record('loaded', {'stubs': [], 'names': [], 'faults': [5]})",
        "Record('running')",
        "Record('running', {'cell': 'x', 'line': 1, 'place': ''})",
        "Record('running', {'cell': 1, 'line': None, 'place': ''})",
        "Record('running', {'cell': 1, 'line': 1, 'place': [1]})",
        "Record('unreadable', {'reason': [1, 2]})",
        "Record('unreadable')",
    ],
)  # fmt: skip
def test_reports_of_a_wrong_form_are_the_submission_s_fault(server: ForkServer, reply: str) -> None:
    text = f"# %%\ndef f(): return 1\n# %%\n{reporting(reply)}"
    with server.load("alice.py", text.encode(), cell_seconds=1) as submission:
        assert submission.faults or submission.unreadable
        assert all(isinstance(fault["message"], str) for fault in submission.faults)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [("a.ipynb", b"{", "not JSON"), ("a.py", b"\xff", "not UTF-8"), ("a.py", bytes(21 * 2**20), "at most"),
     ("a.ipynb", bytes(65 * 2**20), "at most")],
    ids=["json", "latin-1", "21 MB", "65 MB"],
)  # fmt: skip
def test_files_that_cannot_be_read_say_why(
    server: ForkServer, name: str, data: bytes, reason: str
) -> None:
    with server.load(name, data) as submission:
        assert reason in submission.unreadable


# ---------------------------------------------------------------- calls
def test_a_child_starts_from_the_loaded_file_each_time(server: ForkServer) -> None:
    text = b"count = []\ndef f():\n    count.append(1)\n    return len(count)\n"
    with server.load("alice.py", text) as submission:
        child = submission.fork(10)
        assert [child.ask(call("f"), 10)["value"] for _ in range(3)] == [1, 2, 3]
        child.end()
        assert value_of(submission, "f") == 1


def test_children_load_a_file_with_threads_themselves_while_there_is_time_for_it(
    server: ForkServer, tmp_path: Path
) -> None:
    text = f"""
import threading, time
thread = threading.Thread(target=time.sleep, args=(99,), daemon=True)
thread.start()
open({str(tmp_path / "runs")!r}, "a").write("x")
def f(): return thread.is_alive()
"""
    with server.load("alice.py", text.encode()) as submission:
        assert submission.has_threads
        assert value_of(submission, "f") is False
        submission.children_load = True
        assert [value_of(submission, "f") for _ in range(2)] == [True, True]
        assert (tmp_path / "runs").read_text() == "xxx"
        submission.load_seconds = 0.0
        assert not submission.has_threads
        assert value_of(submission, "f") is False
        assert (tmp_path / "runs").read_text() == "xxx"


def test_a_file_that_a_child_cannot_load_is_forked_as_it_was(
    server: ForkServer, tmp_path: Path
) -> None:
    text = f"""
import os, pathlib, threading, time
threading.Thread(target=time.sleep, args=(99,), daemon=True).start()
runs = pathlib.Path({str(tmp_path / "runs")!r})
if runs.exists(): os._exit(0)
runs.touch()
def f(): return 1
"""
    with server.load("alice.py", text.encode()) as submission:
        submission.children_load = True
        assert value_of(submission, "f") == 1
        assert not submission.has_threads


@pytest.mark.parametrize(
    ("body", "code"),
    [("os._exit(0)", 0), ("os._exit(7)", 7), ("os.abort()", -6), ("ctypes.string_at(0)", -11),
     ("os.kill(os.getpid(), 15)", -15)],
)  # fmt: skip
def test_how_a_child_died_is_known(server: ForkServer, body: str, code: int) -> None:
    with server.load("alice.py", f"import os, ctypes\ndef f(): {body}\n".encode()) as submission:
        child = submission.fork(10)
        with pytest.raises(wire.ConnectionClosed):
            child.ask(call("f"), 10)
        assert child.end().exit_code == code


def test_a_hang_is_cut_and_the_time_it_used_is_known(server: ForkServer) -> None:
    with server.load("alice.py", b"def f():\n    while True: pass\n") as submission:
        child = submission.fork(10)
        with pytest.raises(TimeoutError):
            child.ask(call("f"), 0.3)
        exit_ = child.end()
        assert exit_.exit_code == -9
        assert 0 < exit_.cpu_seconds < 10


def test_processor_time_is_limited_even_if_signals_are_ignored(server: ForkServer) -> None:
    text = """
import signal
def f():
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True: pass
"""
    with server.load("alice.py", text.encode()) as submission:
        child = submission.fork(cpu_seconds=1)
        with pytest.raises(wire.ConnectionClosed):
            child.ask(call("f"), 60)
        exit_ = child.end()
        assert exit_.exit_code == -9
        assert exit_.cpu_seconds > CPU_SHARE


def test_a_child_that_stops_reading_holds_nobody_up(server: ForkServer) -> None:
    text = b"from autograder import wire\ndef hang(*_):\n    while True: pass\ndef f():\n    wire.receive = hang\n"
    with server.load("alice.py", text) as submission:
        child = submission.fork(10)
        child.ask(call("f"), 10)
        large = Record("call", {"name": "f", **CALL, "arguments": [bytes(2**22)]})
        with pytest.raises(TimeoutError):
            child.ask(large, 0.3)
        child.end()


@pytest.mark.parametrize(
    "function",
    [
        "def f():\n    junk()\n    return 1",
        "def f():\n    junk(wire.HEADER.pack(wire.MAGIC, 1, 2**50))",
        "def f():\n    junk(wire.HEADER.pack(wire.MAGIC, 99, 1) + b'N')",
        "def f():\n    junk(wire.HEADER.pack(wire.MAGIC, 1, 1) + b'1')",
    ],
    ids=["junk", "huge", "another call", "no record"],
)  # fmt: skip
def test_junk_on_the_socket_is_a_protocol_error(server: ForkServer, function: str) -> None:
    text = f"from autograder import wire\n{WALK_FDS}\n{function}\ndef g(): return 1\n"
    with server.load("alice.py", text.encode()) as submission:
        child = submission.fork(10)
        with pytest.raises(wire.ProtocolError):
            child.ask(call("f"), 10)
        child.end()
        assert value_of(submission, "g") == 1, "the submission process itself is unharmed"


def test_a_reply_ahead_of_its_question_is_a_protocol_error(server: ForkServer) -> None:
    text = f"""
from autograder import wire
{WALK_FDS}
body = wire.encode(wire.Record("returned", {{"value": 1}}))
def f():
    real = wire.send
    def twice(sock, call, reply):
        real(sock, call, reply)
        sock.sendall(wire.HEADER.pack(wire.MAGIC, call + 1, len(body)) + body)
        sent.set()
    wire.send = twice
def g():
    return 1
import threading
sent = threading.Event()
"""
    with server.load("alice.py", text.encode()) as submission:
        child = submission.fork(10)
        child.ask(call("f"), 10)
        while not wire.has_unread(child.channel.sock):
            pass
        with pytest.raises(wire.ProtocolError, match="nobody had asked"):
            child.ask(call("g"), 10)
        child.end()


def test_a_thread_that_writes_after_the_return_is_noticed(server: ForkServer) -> None:
    text = f"""
import threading
{WALK_FDS}
go = threading.Event()
def late():
    go.wait()
    junk()
def f():
    threading.Thread(target=late).start()
def g():
    go.set()
    return 1
"""
    with server.load("alice.py", text.encode()) as submission:
        child = submission.fork(10)
        child.ask(call("f"), 10)
        with pytest.raises(wire.ProtocolError):  # noqa: PT012  now or at the next call
            child.ask(call("g"), 10)
            while not wire.has_unread(child.channel.sock):
                pass
            child.ask(call("g"), 10)
        child.end()


def test_output_without_end_is_never_in_the_way(server: ForkServer) -> None:
    text = """
import sys, os
def f():
    for _ in range(200):
        print("x" * 100_000)
        print("\\0" * 100_000, file=sys.stderr)
        os.write(1, b"\\xff" * 100_000)
        os.write(2, b"\\xff" * 100_000)
    return 1
"""
    with server.load("alice.py", (text + "f()\n").encode()) as submission:
        assert value_of(submission, "f") == 1


# ---------------------------------------------------------------- the submission process dies
KILLS_ITS_PARENT = b"""
import os
def f(): os.kill(os.getppid(), 9)
def g(): return 1
"""


def test_the_file_is_loaded_anew_when_its_process_is_gone(server: ForkServer) -> None:
    with server.load("alice.py", KILLS_ITS_PARENT) as submission:
        for _ in range(2):
            child = submission.fork(10)
            with contextlib.suppress(wire.ConnectionClosed):  # it may die before it answers
                child.ask(call("f"), 10)
            assert child.end().exit_code is None
            assert value_of(submission, "g") == 1


def test_loading_anew_keeps_what_was_found_before(server: ForkServer) -> None:
    text = b"# %%\nwhile True: pass\n# %%\n" + KILLS_ITS_PARENT + b"\n# %%\n1 / 0\n"
    with server.load("alice.py", text, cell_seconds=1) as submission:
        before = [fault["message"] for fault in submission.faults]
        assert len(before) == 2
        child = submission.fork(10)
        with contextlib.suppress(wire.ConnectionClosed):  # it may die before it answers
            child.ask(call("f"), 10)
        child.end()
        assert value_of(submission, "g") == 1
        assert [fault["message"] for fault in submission.faults] == before


def test_a_process_that_never_stays_is_given_up(server: ForkServer) -> None:
    text = """
from autograder.worker import submission
def fork(*_):
    import os
    os._exit(3)
submission._fork = fork
def f(): return 1
"""
    with server.load("alice.py", text.encode()) as submission:
        with pytest.raises(wire.ConnectionClosed):
            submission.fork(10)
        assert "f" in submission.names


CANNOT_FORK = b"""
import os
def fork(): raise OSError(11, 'Resource temporarily unavailable')
os.fork = fork
"""


def test_a_submission_that_prevents_forks_has_itself_to_blame(server: ForkServer) -> None:
    with server.load("alice.py", CANNOT_FORK) as submission, pytest.raises(wire.ConnectionClosed):
        submission.fork(10)


def test_no_room_for_a_process_is_no_fault_of_the_submission(
    server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "can_fork", lambda: False)  # root has no limit that could be met
    with (
        server.load("alice.py", CANNOT_FORK) as submission,
        pytest.raises(InternalError, match="No process"),
    ):
        submission.fork(10)


def test_a_submission_that_stops_answering_is_soon_given_up(
    server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.jail.submission.ANSWER_SECONDS", 0.3)
    text = b"import os, signal\nos.fork = lambda: os.kill(os.getpid(), signal.SIGSTOP)\ndef f(): return 1"
    with server.load("alice.py", text) as submission:
        submission.waiting_seconds = 0.5
        for _ in range(3):
            with pytest.raises(wire.ConnectionClosed):
                submission.fork(10)
        assert "stopped answering" in submission.unreadable


def test_slow_forks_and_ends_cost_their_time_once(server: ForkServer) -> None:
    text = b"""
import os, time
from autograder.worker import submission
os.register_at_fork(before=lambda: time.sleep(0.2))
end = submission._reap
submission._reap = lambda *each: time.sleep(0.2) or end(*each)
def f(): return 1
"""
    with server.load("alice.py", text) as submission:
        submission.waiting_seconds = 1.0
        assert value_of(submission, "f") == 1
        for _ in range(3):
            with contextlib.suppress(wire.ConnectionClosed):
                value_of(submission, "f")
        with pytest.raises(wire.ConnectionClosed):
            value_of(submission, "f")
        assert "stopped answering" in submission.unreadable


@pytest.mark.parametrize("reply", ["{'exit_code': 'x', 'cpu_seconds': 1.0}", "{'exit_code': None}", "{'exit_code': 0, 'cpu_seconds': None}", "{'exit_code': [1], 'cpu_seconds': [2]}"])  # fmt: skip
def test_a_forged_end_of_a_child_tells_nothing(server: ForkServer, reply: str) -> None:
    text = f"""
from autograder.worker import submission
from autograder.wire import Record
submission._reap = lambda *_: Record("reaped", {reply})
def f(): return 1
"""
    with server.load("alice.py", text.encode()) as submission:
        child = submission.fork(10)
        assert child.ask(call("f"), 10)["value"] == 1
        assert child.end().exit_code is None


# ---------------------------------------------------------------- nothing is left
def test_the_next_submission_finds_no_file_of_the_last_one(
    server: ForkServer, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o555)
    text = f"""
import os
open("torch.py", "w").write("raise SystemExit")
os.symlink({str(outside)!r}, "link")
os.mkdir("locked"); open("locked/file", "w").close(); os.chmod("locked", 0)
for _ in range(2000):
    os.mkdir("d"); os.chdir("d")
def f(): return 1
"""
    with server.load("alice.py", text.encode()) as submission:
        assert value_of(submission, "f") == 1
        assert os.listdir(server.workdir.path)
    assert os.listdir(server.workdir.path) == []
    assert outside.stat().st_mode & 0o777 == 0o555
    with server.load(
        "bob.py", b"import os\nimport torch\nassert not os.listdir()\ndef f(): return 1"
    ) as submission:
        assert not submission.faults


def open_files() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.slow
def test_many_submissions_leave_no_descriptor_and_no_process(
    server: ForkServer, grade: Callable[..., Verdict]
) -> None:
    texts = [
        "def f(): return 1",
        "import os\ndef f(): os._exit(0)",
        "def f():\n    while True: pass",
        "import os\nos._exit(0)",
        "def f(:",
        "import os\nif os.fork() == 0:\n    while True: pass\ndef f(): raise ValueError",
    ]

    def check(student: Any, draw: Any) -> None:
        student.f()

    def grade_all() -> None:
        for text in texts:
            grade(text, {"f": [check, check], "g": [check]}, seconds=0.2)

    grade_all()
    process = psutil.Process(server.process.pid)
    files, theirs = open_files(), process.num_fds()
    for _ in range(4):
        grade_all()
    assert open_files() == files
    assert process.num_fds() == theirs
    assert process.children(recursive=True) == []
    assert [p for p in psutil.Process().children() if p.status() == psutil.STATUS_ZOMBIE] == []
