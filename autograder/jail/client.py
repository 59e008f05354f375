"""The judge's end of a fork server: start it, have it load submissions, sweep after each."""

from __future__ import annotations

import contextlib
import secrets
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import psutil

from autograder import wire
from autograder.errors import InternalError, JailError
from autograder.jail import witness
from autograder.jail.bubblewrap import Walls, own_paths
from autograder.jail.channel import Channel
from autograder.jail.launch import launch, not_started
from autograder.jail.submission import ANSWER_SECONDS, CELL_SECONDS, LOAD_SECONDS, Submission
from autograder.jail.workdir import FolderLost, WorkFolder
from autograder.messages import _
from autograder.wire import Record

START_SECONDS = 120.0  # a first start compiles torch's .pyc files


class ServerDied(InternalError):  # noqa: N818  an event, reported as such
    """The fork server ended by itself; the caller may start a new one and try once more."""


class ForkServer:
    """A running fork server; use as a context manager. One submission is loaded at a time."""

    def __init__(self, dataset_root: Path | None = None, walls: Walls | None = None) -> None:
        """With `walls` in a jail of these; JailError if it cannot be built or does not hold."""
        self.dataset_root, self.walls = dataset_root, walls
        self.isolation = "process" if walls is None else "jail"
        self._hidden_paths = () if walls is None else own_paths(dataset_root)
        self.workdir = WorkFolder()
        self._is_as_new = True
        self.channel = Channel()
        with contextlib.ExitStack() as undo:
            undo.callback(self.workdir.remove)
            undo.callback(self.channel.close)
            self.process = self._start()
            undo.callback(self._kill)
            if walls is not None:
                self._hear_witness()
            undo.pop_all()

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
        self.channel.close()
        try:
            self.process.wait(timeout=ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            self._kill()
        self.workdir.remove()

    @property
    def is_usable(self) -> bool:
        """Whether it can take another submission, and that one finds what the first one did."""
        return self._is_as_new and self.process.poll() is None

    def _kill(self) -> None:
        """End the server and what is below it; without it nobody could find that any more."""
        if self.process.poll() is not None:
            return
        with contextlib.suppress(psutil.NoSuchProcess):
            below = psutil.Process(self.process.pid).children(recursive=True)
            self.process.kill()
            for process in below:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        self.process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        with tempfile.TemporaryFile() as errors:
            far_end = self.channel.far_end
            process = launch(far_end, self.dataset_root, self.walls, self.workdir.path, errors)
            far_end.close()
            try:
                wire.receive(self.channel.sock, time.monotonic() + START_SECONDS)
            except (TimeoutError, wire.ConnectionClosed, wire.ProtocolError):
                process.kill()
                process.wait()
                errors.seek(0)
                raise not_started(errors.read().decode("utf-8", "replace")[-2000:]) from None
        return process

    def _hear_witness(self) -> None:
        """JailError unless everything that has to be impossible in the jail is."""
        address = f"autograder-{secrets.token_hex(8)}"
        with tempfile.NamedTemporaryFile() as canary, socket.socket(socket.AF_UNIX) as listener:
            listener.bind(f"\0{address}")
            listener.listen()
            asked = {"canary": canary.name, "address": address}
            heard = self._ask(Record("witness", asked))
        if breaches := witness.breaches(heard):
            message = _("The jail does not hold: in it one can {what}.")
            raise JailError(
                message.format(what="; ".join(breaches)),
                _("`autograder doctor` says what is missing."),
            )

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

    def new_channel(self) -> Channel:
        """For a process that holds a student's code."""
        return Channel(None if self.walls is None else self._hidden_paths)

    def start_submission(self) -> Channel:
        channel, deadline = self.new_channel(), time.monotonic() + ANSWER_SECONDS
        try:
            self.channel.tell(Record("start"), deadline)
            channel.hand_over(self.channel)
            self.channel.listen(deadline)
        except (OSError, wire.ConnectionClosed, wire.ProtocolError):
            channel.close()
            self._kill()
            raise ServerDied(_("The grader's fork server no longer answers.")) from None
        return channel

    def can_fork(self) -> bool:
        """Whether the server, which runs no student's code, can start another process."""
        return self._ask(Record("probe"))["can_fork"] is True

    def sweep(self) -> bool:
        """Kill everything the present submission started, and delete what it wrote here.

        Whether that had been done before, because it took more memory, or files, than a jail may.
        """
        swept = self._ask(Record("sweep"))
        self._is_as_new &= swept["is_as_new"] is True
        try:
            self.workdir.empty()
        except FolderLost:
            self._kill()
            raise ServerDied(_("A submission took away the folder it ran in.")) from None
        return swept["ended_for_memory"] is True

    @contextlib.contextmanager
    def load(
        self,
        name: str,
        data: bytes,
        *,
        cell_seconds: float = CELL_SECONDS,
        load_seconds: float = LOAD_SECONDS,
        record: bool = False,
    ) -> Iterator[Submission]:
        """A submission, its file run; everything it started is gone when the context ends.

        A cell may take `cell_seconds`, all of them together, with every time the file has to be
        run again, `load_seconds`. With `record` what its cells show is kept.
        """
        submission = Submission(self, name, data, cell_seconds, load_seconds, is_recorded=record)
        try:
            submission.load()
            yield submission
        finally:
            submission.close()
            with contextlib.suppress(ServerDied):  # the verdict stands; `is_usable` tells
                self.sweep()
