"""The judge's end: start a fork server, load submissions into it, talk to their children."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from platformdirs import user_cache_path

from autograder import wire
from autograder.errors import InternalError
from autograder.messages import _
from autograder.wire import Record

START_SECONDS = 120.0  # a first start compiles torch's .pyc files
ANSWER_SECONDS = 10.0  # for the few things that run no student code
CELL_SECONDS = 20.0
MAX_RELOADS = 4
_THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS",
                     "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")  # fmt: skip


class ServerDied(InternalError):  # noqa: N818  an event, reported as such
    """The fork server ended by itself; the caller may start a new one and try once more."""


@dataclass(frozen=True)
class Exit:
    """How a child ended: a negative code is a signal's number; None when nobody could tell."""

    exit_code: int | None
    cpu_seconds: float


class Channel:
    """The judge's end of one socket, with its own count of calls."""

    def __init__(self) -> None:
        self.sock, self.far_end = socket.socketpair()
        self.calls = 0

    def ask(self, request: Record, seconds: float) -> Record:
        """Send a request and wait for its reply at most that long.

        TimeoutError, wire.ConnectionClosed or wire.ProtocolError when no proper reply comes; the
        channel is of no further use then.
        """
        self.tell(request)
        return self.listen(time.monotonic() + seconds)

    def tell(self, request: Record) -> None:
        if wire.has_unread(self.sock):
            raise wire.ProtocolError("a reply came that nobody had asked for")
        self.calls += 1
        self.sock.setblocking(True)
        wire.send(self.sock, self.calls, request, cap=2**32)

    def listen(self, deadline: float) -> Record:
        call, reply = wire.receive(self.sock, deadline)
        if call != self.calls or not isinstance(reply, Record):
            raise wire.ProtocolError(f"reply to call {call}, expected one to {self.calls}")
        return reply

    def hand_over(self, carrier: Channel) -> None:
        """Give the far end to the process at the other end of `carrier`."""
        socket.send_fds(carrier.sock, [b"."], [self.far_end.fileno()])
        self.far_end.close()

    def close(self) -> None:
        self.sock.close()
        self.far_end.close()


class ForkServer:
    """A running fork server; use as a context manager. One submission is loaded at a time."""

    isolation = "process"

    def __init__(self, dataset_root: Path | None = None) -> None:
        self.dataset_root = dataset_root
        self.workdir = tempfile.TemporaryDirectory(prefix="autograder-")
        self.channel = Channel()
        self.process = self._start()

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self.channel.close()
        try:
            self.process.wait(timeout=ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.workdir.cleanup()

    def _start(self) -> subprocess.Popen[bytes]:
        far_end = self.channel.far_end.fileno()
        root = str(self.dataset_root) if self.dataset_root else ""
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "autograder.jail.server", str(far_end), root],
                pass_fds=[far_end],
                env=clean_environment(root),
                cwd=self.workdir.name,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
            self.channel.far_end.close()
            try:
                wire.receive(self.channel.sock, time.monotonic() + START_SECONDS)
            except (TimeoutError, wire.ConnectionClosed, wire.ProtocolError):
                process.kill()
                process.wait()
                errors.seek(0)
                said = errors.read().decode("utf-8", "replace")[-2000:]
                raise InternalError(
                    _("The grader's fork server did not start. It said:\n{said}").format(said=said)
                ) from None
        return process

    def _ask(self, request: Record) -> Record:
        try:
            return self.channel.ask(request, ANSWER_SECONDS)
        except (TimeoutError, wire.ConnectionClosed, wire.ProtocolError) as error:
            self.process.kill()
            raise ServerDied(
                _("The grader's fork server no longer answers ({error}).").format(
                    error=type(error).__name__
                )
            ) from None

    def start_submission(self) -> Channel:
        channel = Channel()
        try:
            self.channel.tell(Record("start"))
            channel.hand_over(self.channel)
            self.channel.listen(time.monotonic() + ANSWER_SECONDS)
        except (OSError, wire.ConnectionClosed, wire.ProtocolError):
            channel.close()
            raise ServerDied(_("The grader's fork server no longer answers.")) from None
        return channel

    def sweep(self) -> None:
        """Kill everything the present submission started."""
        self._ask(Record("sweep"))

    @contextlib.contextmanager
    def load(self, name: str, data: bytes) -> Iterator[Submission]:
        """A submission, its file run; everything it started is gone when the context ends."""
        submission = Submission(self, name, data)
        try:
            submission.load()
            yield submission
        finally:
            submission.channel.close()
            self.sweep()


def clean_environment(dataset_root: str) -> dict[str, str]:
    """Nothing of the judge's environment but what finding programs and fonts needs."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "C.UTF-8",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": str(user_cache_path("autograder") / "matplotlib"),
        "PYTHONHASHSEED": "0",  # a regrade repeats everything
    }
    if dataset_root:
        environment["FASHION_MNIST_ROOT"] = dataset_root
    return environment | dict.fromkeys(_THREAD_VARIABLES, "1")


@dataclass
class Submission:
    """One submission in a fork server: what loading it found, and a way to get children of it."""

    server: ForkServer
    name: str
    data: bytes
    stubs: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    faults: list[Record] = field(default_factory=list)
    unreadable: str = ""
    _skip: list[int] = field(default_factory=list)

    def load(self) -> None:
        """Run the file's cells; one that hangs or kills the process is left out the next time."""
        for _attempt in range(MAX_RELOADS):
            self.channel = self.server.start_submission()
            running: Record | None = None
            try:
                for reply in self._loading():
                    if reply.kind == "running":
                        running = reply
                        continue
                    self._take(reply)
                    return
            except TimeoutError:
                reason = _("did not finish within {n:.0f} s").format(n=CELL_SECONDS)
            except wire.ConnectionClosed:
                reason = _("ended the Python process")
            except wire.ProtocolError:
                reason = _("wrote where only the grader's own answers go")
            self.channel.close()
            self.server.sweep()
            if running is None:
                self.unreadable = _("the file could not be run: it {reason}").format(reason=reason)
                return
            self._skip.append(running["cell"])
            self.faults.append(_stopped(running, reason))
        self.unreadable = _("too many parts of the file hang or end the process")

    def _loading(self) -> Iterator[Record]:
        request = {"name": self.name, "data": self.data, "skip": self._skip}
        self.channel.tell(Record("load", request))
        while True:
            yield self.channel.listen(time.monotonic() + CELL_SECONDS)

    def _take(self, reply: Record) -> None:
        if reply.kind == "unreadable":
            self.unreadable = str(reply["reason"])
            return
        self.stubs, self.names = frozenset(reply["stubs"]), frozenset(reply["names"])
        self.faults += reply["faults"]

    def fork(self, cpu_seconds: int) -> Child:
        """A fresh child for an exercise; the file is loaded anew if its process is gone."""
        for _attempt in range(2):
            channel = Channel()
            try:
                self.channel.tell(Record("fork", {"cpu_seconds": cpu_seconds}))
                channel.hand_over(self.channel)
                reply = self.channel.listen(time.monotonic() + ANSWER_SECONDS)
                return Child(self, channel, reply["pid"])
            except (OSError, wire.ConnectionClosed, wire.ProtocolError):
                channel.close()
                self._reload()
        raise wire.ConnectionClosed

    def _reload(self) -> None:
        self.channel.close()
        self.server.sweep()
        self.faults.clear()
        self.load()

    def reap(self, pid: int) -> Exit:
        """End a child for certain; through its parent, or with everything if that is stuck."""
        try:
            reply = self.channel.ask(Record("reap", {"pid": pid}), ANSWER_SECONDS)
            return Exit(reply["exit_code"], reply["cpu_seconds"])
        except (OSError, wire.ConnectionClosed, wire.ProtocolError):
            self._reload()
            return Exit(None, 0.0)


def _stopped(running: Record, reason: str) -> Record:
    return Record("fault", {"type": "", "message": reason, "line": running["line"],
                            "place": running["place"], "source": "", "function": "",
                            "is_own": False})  # fmt: skip


@dataclass
class Child:
    """A forked copy of a submission that answers the calls of one exercise."""

    submission: Submission
    channel: Channel
    pid: int

    def ask(self, request: Record, seconds: float) -> Record:
        return self.channel.ask(request, seconds)

    def end(self) -> Exit:
        self.channel.close()
        return self.submission.reap(self.pid)
