"""One submission in a fork server, as the judge sees it: load its file, get children of it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from autograder import wire
from autograder.errors import InternalError
from autograder.jail.channel import Channel
from autograder.jail.replies import Exit, Loaded, Place, exit_of, pid_of, reason_of
from autograder.messages import _
from autograder.wire import Record
from autograder.worker.cells import MAX_SOURCE

ANSWER_SECONDS = 10.0  # for the few things that run no student code
CELL_SECONDS = 20.0
LOAD_SECONDS = 60.0  # for all the cells of a submission together, and for running them again
MAX_RELOADS = 4
MAX_SILENCES = 2  # each costs ANSWER_SECONDS


class Server(Protocol):
    """The part of a fork server that a submission needs (`autograder.jail.client.ForkServer`)."""

    def start_submission(self) -> Channel: ...
    def sweep(self) -> None: ...
    def can_fork(self) -> bool: ...


@dataclass
class Submission:
    """One submission in a fork server: what loading it found, and a way to get children of it."""

    server: Server
    name: str
    data: bytes
    cell_seconds: float = CELL_SECONDS
    load_seconds: float = LOAD_SECONDS  # what is left of them
    loaded: Loaded = field(default_factory=lambda: Loaded(frozenset(), frozenset(), [], {}))
    is_recorded: bool = False  # whether to keep what its cells show
    unreadable: str = ""
    _brief: list[int] = field(default_factory=list)  # cells of which only definitions are run
    _brief_from: int = MAX_SOURCE  # and from this one on
    _skip: list[int] = field(default_factory=list)
    _stopped: list[Record] = field(default_factory=list)
    _silences: int = 0
    _channel: Channel | None = None

    @property
    def stubs(self) -> frozenset[str]:
        return self.loaded.stubs

    @property
    def names(self) -> frozenset[str]:
        return self.loaded.names

    @property
    def faults(self) -> list[Record]:
        return [*self._stopped, *self.loaded.faults]

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
        """Run the file's cells; of one that hangs or kills the process only definitions count.

        So it is, too, with all cells from where the time for them was up.
        """
        if len(self.data) > MAX_SOURCE:
            message = _("the file has {n} bytes; at most {most} are read")
            self.unreadable = message.format(n=len(self.data), most=MAX_SOURCE)
            return
        start = time.monotonic()
        deadline = start + self.load_seconds
        for _attempt in range(MAX_RELOADS):
            stopped = self._run_file(deadline)
            if stopped is None:
                break
            if time.monotonic() >= deadline:
                self._brief_from = stopped.cell
                break
            (self._skip if stopped.cell in self._brief else self._brief).append(stopped.cell)
        else:
            self._brief_from = stopped.cell if stopped else self._brief_from
        if stopped is not None and self._run_file(time.monotonic() + self.cell_seconds):
            self.unreadable = _("the parts of the file hang, or end the process, again and again")
        self.load_seconds -= time.monotonic() - start

    def _run_file(self, deadline: float) -> Place | None:
        """The part that had to be stopped, or None when the file is loaded or cannot be."""
        self._channel = self.server.start_submission()
        running: Place | None = None
        try:
            for reply in self._loading(deadline):
                if reply.kind != "running":
                    self._take(reply)
                    return None
                running = Place.of(reply)
        except TimeoutError:
            reason = _("did not finish within {n:.3g} s").format(n=self.cell_seconds)
        except wire.ConnectionClosed:
            reason = _("ended the Python process")
        except wire.ProtocolError:
            reason = _("wrote where only the grader's own answers go")
        self.close()
        self.server.sweep()
        if running is None:
            self.unreadable = _("the file could not be run: it {reason}").format(reason=reason)
            return None
        if time.monotonic() >= deadline:
            reason = _("and what follows was cut short: the parts of the file take too long to run")
        self._stopped.append(running.stopped(reason))
        return running

    def _loading(self, deadline: float) -> Iterator[Record]:
        request = {"name": self.name, "data": self.data, "skip": self._skip, "brief": self._brief,
                   "brief_from": self._brief_from, "record": self.is_recorded}  # fmt: skip
        self.channel.tell(Record("load", request), deadline)
        while True:
            yield self.channel.listen(min(deadline, time.monotonic() + self.cell_seconds))

    def _take(self, reply: Record) -> None:
        if reply.kind == "unreadable":
            self.unreadable = reason_of(reply)
        else:
            self.loaded = Loaded.of(reply)

    def fork(self, cpu_seconds: int) -> Child:
        """A fresh child for an exercise; the file is loaded anew if its process is gone.

        wire.ConnectionClosed when that does not help, InternalError when the machine has no room
        for another process.
        """
        for _attempt in range(2):
            if self.unreadable:
                raise wire.ConnectionClosed
            channel, deadline = Channel(), time.monotonic() + ANSWER_SECONDS
            try:
                self.channel.tell(Record("fork", {"cpu_seconds": cpu_seconds}), deadline)
                channel.hand_over(self.channel)
                return Child(self, channel, pid_of(self.channel.listen(deadline)))
            except (OSError, wire.ConnectionClosed, wire.ProtocolError) as error:
                channel.close()
                self._start_anew(error)
        # its process says that it cannot fork, or nothing: the server knows whether that is so
        if not self.server.can_fork():
            raise InternalError(_("No process could be started for a submission."))
        raise wire.ConnectionClosed

    def _start_anew(self, reason: Exception) -> None:
        self.close()
        self.server.sweep()
        self._silences += isinstance(reason, TimeoutError)
        if self._silences < MAX_SILENCES:
            self.load()
        else:
            self.unreadable = _("its process stopped answering the grader, again and again")

    def mentions(self, name: str) -> bool:
        """Whether the file's text defines the name somewhere, be it where nothing is run."""
        pattern = rf"\b(?:def|class)\s+{re.escape(name)}\b|\b{re.escape(name)}\s*=\s*lambda\b"
        return bool(re.search(pattern.encode(), self.data))

    def reap(self, pid: int) -> Exit:
        """End a child for certain; through its parent, or with everything if that is stuck."""
        try:
            return exit_of(self.channel.ask(Record("reap", {"pid": pid}), ANSWER_SECONDS))
        except (OSError, wire.ConnectionClosed, wire.ProtocolError) as error:
            self._start_anew(error)
            return Exit(None, 0.0)


@dataclass
class Child:
    """A forked copy of a submission that answers the calls of one exercise."""

    submission: Submission
    channel: Channel
    pid: int

    def ask(self, request: Record, seconds: float) -> Record:
        return self.channel.ask(request, seconds)

    def has_unread(self) -> bool:
        return wire.has_unread(self.channel.sock)

    def end(self) -> Exit:
        self.channel.close()
        return self.submission.reap(self.pid)
