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

import psutil
from platformdirs import user_cache_path

from autograder import wire
from autograder.errors import InternalError
from autograder.messages import _
from autograder.wire import Record
from autograder.worker.cells import MAX_SOURCE

START_SECONDS = 120.0  # a first start compiles torch's .pyc files
ANSWER_SECONDS = 10.0  # for the few things that run no student code
CELL_SECONDS = 20.0
LOAD_SECONDS = 60.0  # for all the cells of a submission together, and for running them again
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
        deadline = time.monotonic() + seconds
        self.tell(request, deadline)
        return self.listen(deadline)

    def tell(self, request: Record, deadline: float) -> None:
        if wire.has_unread(self.sock):
            raise wire.ProtocolError("a reply came that nobody had asked for")
        self.calls += 1
        wire.send(self.sock, self.calls, request, deadline)

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
        """End the server and what it started; closing it again does nothing."""
        if not os.path.isdir(self.workdir.name):
            return
        self.channel.close()
        try:
            self.process.wait(timeout=ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            self._kill()
        self._empty_workdir()
        self.workdir.cleanup()

    def _kill(self) -> None:
        """End the server and what is below it; without it nobody could find that any more."""
        with contextlib.suppress(psutil.NoSuchProcess):
            below = psutil.Process(self.process.pid).children(recursive=True)
            self.process.kill()
            for process in below:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        self.process.wait()

    def _empty_workdir(self) -> None:
        """Leave no file for the next submission to find.

        By `rm`, because shutil.rmtree recurses and gives up in a folder a thousand levels deep.
        """
        folder = self.workdir.name
        if left := [os.path.join(folder, name) for name in os.listdir(folder)]:
            # `folder`, not `left`: a link that is named itself would be followed
            for command in (["chmod", "-R", "u+rwx", "--", folder], ["rm", "-rf", "--", *left]):
                subprocess.run(command, check=False, stderr=subprocess.DEVNULL)

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
                start_new_session=True,  # Ctrl-C at the terminal is for the judge alone
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
            self._kill()
            raise ServerDied(
                _("The grader's fork server no longer answers ({error}).").format(
                    error=type(error).__name__
                )
            ) from None

    def start_submission(self) -> Channel:
        channel, deadline = Channel(), time.monotonic() + ANSWER_SECONDS
        try:
            self.channel.tell(Record("start"), deadline)
            channel.hand_over(self.channel)
            self.channel.listen(deadline)
        except (OSError, wire.ConnectionClosed, wire.ProtocolError):
            channel.close()
            self._kill()
            raise ServerDied(_("The grader's fork server no longer answers.")) from None
        return channel

    def sweep(self) -> None:
        """Kill everything the present submission started, and delete what it wrote here."""
        self._ask(Record("sweep"))
        self._empty_workdir()

    @contextlib.contextmanager
    def load(
        self,
        name: str,
        data: bytes,
        *,
        cell_seconds: float = CELL_SECONDS,
        load_seconds: float = LOAD_SECONDS,
    ) -> Iterator[Submission]:
        """A submission, its file run; everything it started is gone when the context ends.

        A cell may take `cell_seconds`, all of them together, with every time the file has to be
        run again, `load_seconds`.
        """
        submission = Submission(self, name, data, cell_seconds, load_seconds)
        try:
            submission.load()
            yield submission
        finally:
            submission.close()
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
    cell_seconds: float = CELL_SECONDS
    load_seconds: float = LOAD_SECONDS  # what is left of them
    stubs: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    faults: list[Record] = field(default_factory=list)
    unreadable: str = ""
    _skip: list[int] = field(default_factory=list)
    _stopped: list[Record] = field(default_factory=list)
    _channel: Channel | None = None

    @property
    def channel(self) -> Channel:
        if self._channel is None:
            raise wire.ConnectionClosed
        return self._channel

    def close(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def load(self) -> None:
        """Run the file's cells; one that hangs or kills the process is left out the next time."""
        if len(self.data) > MAX_SOURCE:
            message = _("the file has {n} bytes; at most {most} are read")
            self.unreadable = message.format(n=len(self.data), most=MAX_SOURCE)
            return
        start = time.monotonic()
        try:
            self._load(start + self.load_seconds)
        finally:
            self.load_seconds -= time.monotonic() - start

    def _load(self, deadline: float) -> None:
        for _attempt in range(MAX_RELOADS):
            self._channel = self.server.start_submission()
            running: Record | None = None
            try:
                for reply in self._loading(deadline):
                    if reply.kind == "running":
                        running = _checked_place(reply)
                        continue
                    self._take(reply)
                    return
            except TimeoutError:
                reason = _("did not finish within {n:.3g} s").format(n=self.cell_seconds)
            except wire.ConnectionClosed:
                reason = _("ended the Python process")
            except wire.ProtocolError:
                reason = _("wrote where only the grader's own answers go")
            self.close()
            self.server.sweep()
            if time.monotonic() >= deadline:
                self.unreadable = _("the parts of the file take too long to run")
                return
            if running is None:
                self.unreadable = _("the file could not be run: it {reason}").format(reason=reason)
                return
            self._skip.append(running["cell"])
            self._stopped.append(_stopped(running, reason))
        self.unreadable = _("too many parts of the file hang or end the process")

    def _loading(self, deadline: float) -> Iterator[Record]:
        request = {"name": self.name, "data": self.data, "skip": self._skip}
        self.channel.tell(Record("load", request), deadline)
        while True:
            yield self.channel.listen(min(deadline, time.monotonic() + self.cell_seconds))

    def _take(self, reply: Record) -> None:
        if reply.kind == "unreadable":
            self.unreadable = _text(reply["reason"])
            return
        names, stubs, faults = _texts(reply["names"]), _texts(reply["stubs"]), reply["faults"]
        if not isinstance(faults, list) or not all(isinstance(each, Record) for each in faults):
            raise wire.ProtocolError("faults that are no list of records")
        self.stubs, self.names, self.faults = stubs, names, [*self._stopped, *faults]

    def fork(self, cpu_seconds: int) -> Child:
        """A fresh child for an exercise; the file is loaded anew if its process is gone.

        wire.ConnectionClosed when that does not help, InternalError when the machine has no room
        for another process.
        """
        for _attempt in range(2):
            channel, deadline = Channel(), time.monotonic() + ANSWER_SECONDS
            reply = None
            try:
                self.channel.tell(Record("fork", {"cpu_seconds": cpu_seconds}), deadline)
                channel.hand_over(self.channel)
                reply = self.channel.listen(deadline)
                return Child(self, channel, _checked_pid(reply["pid"]))
            except (OSError, wire.ConnectionClosed, wire.ProtocolError):
                channel.close()
                self._reload()
            if self.unreadable:
                break
        if reply is not None and reply.kind == "unforked":
            raise InternalError(_("No process could be started for a submission."))
        raise wire.ConnectionClosed

    def _reload(self) -> None:
        self.close()
        self.server.sweep()
        self.load()

    def reap(self, pid: int) -> Exit:
        """End a child for certain; through its parent, or with everything if that is stuck."""
        try:
            reply = self.channel.ask(Record("reap", {"pid": pid}), ANSWER_SECONDS)
            return _checked_exit(reply["exit_code"], reply["cpu_seconds"])
        except (OSError, wire.ConnectionClosed, wire.ProtocolError):
            self._reload()
            return Exit(None, 0.0)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise wire.ProtocolError("something that is no text where text is expected")
    return value


def _texts(value: object) -> frozenset[str]:
    if not isinstance(value, list):
        raise wire.ProtocolError("something that is no list of names")
    return frozenset(map(_text, value))


def _checked_place(running: Record) -> Record:
    cell, line, place = running["cell"], running["line"], _text(running["place"])
    if not isinstance(cell, int) or not isinstance(line, int):
        raise wire.ProtocolError("a cell's number or line that is no number")
    return Record("running", {"cell": cell, "line": line, "place": place})


def _checked_pid(pid: object) -> int:
    if not isinstance(pid, int):
        raise wire.ProtocolError("a process number that is no number")
    return pid


def _checked_exit(exit_code: object, cpu_seconds: object) -> Exit:
    if not isinstance(exit_code, int | None) or not isinstance(cpu_seconds, int | float):
        raise wire.ProtocolError("an exit code or a time that is no number")
    return Exit(exit_code, float(cpu_seconds))


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
