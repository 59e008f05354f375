"""One submission in a fork server, as the judge sees it: load its file, get children of it."""

from __future__ import annotations

import contextlib
import json
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
WAITING_SECONDS = 20.0  # for a submission's forks and their ends together: it can make them slow


class Server(Protocol):
    """The part of a fork server that a submission needs (`autograder.jail.client.ForkServer`)."""

    def new_channel(self) -> Channel: ...
    def start_submission(self) -> Channel: ...
    def sweep(self) -> bool: ...
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
    whole: frozenset[int] = frozenset()  # numbers of a notebook's cells that were run in full
    _brief: list[int] = field(default_factory=list)  # cells of which only definitions are run
    _brief_from: int = MAX_SOURCE  # and from this one on
    _skip: list[int] = field(default_factory=list)
    _stopped: list[Record] = field(default_factory=list)
    waiting_seconds: float = WAITING_SECONDS  # what is left of them, see `_waiting`
    children_load: bool = False  # each child loads the file itself: see `has_threads`
    _seconds_to_load: float = 0.0
    _channel: Channel | None = None
    _unloaded: Channel | None = None  # to a process without the file, which such children fork from

    @property
    def stubs(self) -> frozenset[str]:
        return self.loaded.stubs

    @property
    def names(self) -> frozenset[str]:
        return self.loaded.names

    @property
    def taken(self) -> dict[str, str]:
        """Functions whose names have come to mean something else: its type, "" for nothing."""
        return self.loaded.taken

    @property
    def redefined(self) -> dict[str, tuple[str, int]]:
        """Place and line of the last definition of each function that has been defined before."""
        return self.loaded.redefined

    @property
    def faults(self) -> list[Record]:
        return [*self._stopped, *self.loaded.faults]

    @property
    def has_threads(self) -> bool:
        """Whether the file has left threads running, and there is time to load it once more.

        A fork has none of them, so what waits for one there waits for ever.
        """
        return self.loaded.has_threads and self.load_seconds > self._seconds_to_load

    @property
    def channel(self) -> Channel:
        if self._channel is None:
            raise wire.ConnectionClosed
        return self._channel

    def close(self) -> None:
        for channel in (self._channel, self._unloaded):
            if channel is not None:
                channel.close()
        self._channel = self._unloaded = None

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
        start = time.monotonic()
        running: Place | None = None
        whole: set[int] = set()
        try:
            for reply in self._loading(self.channel, deadline):
                if reply.kind != "running":
                    self._take(reply, whole)
                    self._seconds_to_load = time.monotonic() - start
                    return None
                running = Place.of(reply)
                if running.cell not in self._brief and running.cell < self._brief_from:
                    whole.add(running.number)
        except TimeoutError:
            reason = _("did not finish within {n:.3g} s").format(n=self.cell_seconds)
        except wire.ConnectionClosed:
            reason = _("ended the Python process")
        except wire.ProtocolError:
            reason = _("wrote where only the grader's own answers go")
        self.close()
        if self.server.sweep():
            reason = _("was ended: its processes together took more memory, or made more files "
                       "or sockets, than they may")  # fmt: skip
        if running is None:
            self.unreadable = _("the file could not be run: it {reason}").format(reason=reason)
            return None
        if time.monotonic() >= deadline:
            reason = _("and what follows was cut short: the parts of the file take too long to run")
        self._stopped.append(running.stopped(reason))
        return running

    def _loading(self, channel: Channel, deadline: float) -> Iterator[Record]:
        request = {"name": self.name, "data": self.data, "skip": self._skip, "brief": self._brief,
                   "brief_from": self._brief_from, "record": self.is_recorded}  # fmt: skip
        channel.tell(Record("load", request), deadline)
        while True:
            yield channel.listen(min(deadline, time.monotonic() + self.cell_seconds))

    def _take(self, reply: Record, whole: set[int]) -> None:
        if reply.kind == "unreadable":
            self.unreadable = reason_of(reply)
        else:
            self.loaded, self.whole = Loaded.of(reply), frozenset(whole)

    def fork(self, cpu_seconds: int) -> Child:
        """A fresh child for an exercise; the file is loaded anew if its process is gone.

        wire.ConnectionClosed when that does not help, InternalError when the machine has no room
        for another process.
        """
        for _attempt in range(2):
            if self.unreadable:
                raise wire.ConnectionClosed
            channel = self.server.new_channel()
            try:
                parent = self._parent()
                with self._waiting() as deadline:
                    request = {"cpu_seconds": cpu_seconds, "loads": parent is self._unloaded}
                    parent.tell(Record("fork", request), deadline)
                    channel.hand_over(parent)
                    child = Child(self, channel, parent, pid_of(parent.listen(deadline)))
            except (OSError, wire.ConnectionClosed, wire.ProtocolError):
                channel.close()
                self._start_anew()
                continue
            if not request["loads"] or self._has_loaded(child):
                return child
            child.end()
        # its process says that it cannot fork, or nothing: the server knows whether that is so
        if not self.server.can_fork():
            raise InternalError(_("No process could be started for a submission."))
        raise wire.ConnectionClosed

    def _parent(self) -> Channel:
        """Of the process that a child is to be forked from."""
        self.children_load = self.children_load and self.has_threads
        if not self.children_load:
            return self.channel
        if self._unloaded is None:
            self._unloaded = self.server.start_submission()
        return self._unloaded

    def _has_loaded(self, child: Child) -> bool:
        """Let a child load the file; if it does not get through this time, no other one will."""
        start = time.monotonic()
        kinds = (reply.kind for reply in self._loading(child.channel, start + self.load_seconds))
        with contextlib.suppress(OSError, wire.ConnectionClosed, wire.ProtocolError):
            if next(kind for kind in kinds if kind != "running") == "loaded":
                self.load_seconds -= time.monotonic() - start
                return True
        self.load_seconds = 0.0
        return False

    @contextlib.contextmanager
    def _waiting(self) -> Iterator[float]:
        """A deadline for an answer that takes no time, unless the submission makes it take some."""
        start = time.monotonic()
        try:
            yield start + min(ANSWER_SECONDS, max(0.0, self.waiting_seconds))
        finally:
            self.waiting_seconds -= time.monotonic() - start

    def _start_anew(self) -> bool:
        """Load the file again; whether it was for taking too much memory that its process ended."""
        self.close()
        out_of_memory = self.server.sweep()
        if self.waiting_seconds > 0:
            self.load()
        else:
            self.unreadable = _("its process stopped answering the grader, again and again")
        return out_of_memory

    def mentions(self, name: str) -> bool:
        """Whether the file's text defines the name somewhere, be it where nothing is run."""
        pattern = rf"\b(?:def|class)\s+{re.escape(name)}\b|\b{re.escape(name)}\s*=\s*lambda\b"
        return bool(re.search(pattern.encode(), self.data))

    def contains(self, text: str) -> bool:
        """Whether a text stands in the file, or is what tracebacks call the file or a cell."""
        name, _comma, number = text.partition(", cell ")
        if name == self.name and (number.isdecimal() or text == name):
            return True
        forms = (text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
        return any(form.encode("utf-8", "replace") in self.data for form in forms)

    def reap(self, pid: int, parent: Channel) -> Exit:
        """End a child for certain; through its parent, or with everything if that is stuck."""
        try:
            with self._waiting() as deadline:
                seconds = deadline - time.monotonic()
                return exit_of(parent.ask(Record("reap", {"pid": pid}), seconds))
        except (OSError, wire.ConnectionClosed, wire.ProtocolError):
            return Exit(None, 0.0, out_of_memory=self._start_anew())


@dataclass
class Child:
    """A forked copy of a submission that answers the calls of one exercise."""

    submission: Submission
    channel: Channel
    parent: Channel
    pid: int

    def ask(self, request: Record, seconds: float) -> Record:
        return self.channel.ask(request, seconds)

    def has_unread(self) -> bool:
        return wire.has_unread(self.channel.sock)

    def end(self) -> Exit:
        self.channel.close()
        return self.submission.reap(self.pid, self.parent)
