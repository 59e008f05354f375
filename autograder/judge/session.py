"""The conversation with the processes of one exercise: ask, keep what came, say how it failed.

A child that hangs, dies or answers nonsense is ended, and the next request gets a fresh one.
"""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from typing import Any, Protocol

from autograder import wire
from autograder.judge.check import Check, Exercise
from autograder.judge.forbidden import refusal, remark
from autograder.judge.record import MOST_KEPT, Exchange, weight
from autograder.judge.student import CallFailed
from autograder.judge.veil import Shown, Veil, unveiled
from autograder.messages import _, printable
from autograder.outcome import Mistake, Status
from autograder.wire import Record

# Of its limit of processor time, what a process may seem to have used when it is killed for it: the
# kernel enforces the limit by counting clock ticks, wait4 reports the exact time. Under load the
# ticks were 15 % ahead.
CPU_SHARE = 0.7
ADOPT_SECONDS = 5.0  # for a few definitions to be run


class Child(Protocol):
    """A process that answers the calls of one exercise (`autograder.jail.submission.Child`)."""

    def ask(self, request: Record, seconds: float) -> Record: ...
    def has_unread(self) -> bool: ...
    def end(self) -> Any: ...


class Submission(Protocol):
    """A loaded submission (`autograder.jail.submission.Submission`)."""

    unreadable: str
    children_load: bool  # settable: whether each child shall load the file itself

    @property
    def has_threads(self) -> bool: ...
    @property
    def faults(self) -> list[Record]: ...
    @property
    def stubs(self) -> frozenset[str]: ...
    @property
    def names(self) -> frozenset[str]: ...
    @property
    def taken(self) -> dict[str, str]: ...
    @property
    def redefined(self) -> dict[str, tuple[str, int]]: ...
    def mentions(self, name: str) -> bool: ...
    def contains(self, text: str) -> bool: ...
    def fork(self, cpu_seconds: int) -> Child: ...


@dataclass(frozen=True)
class Helpers:
    """Functions of the course that take the places of a student's, and the text defining them."""

    names: tuple[str, ...]
    source: str


class Session:
    """The child processes of one exercise, and what is left of its time."""

    def __init__(
        self,
        submission: Submission,
        exercise: Exercise,
        helpers: Helpers | None = None,
        reveal: bool = False,
    ) -> None:
        """With `reveal` even a process that knows the helpers is shown as it is."""
        self.submission, self.exercise, self.helpers = submission, exercise, helpers
        self.shown: Shown = unveiled
        if helpers is not None and not reveal:
            self.shown = Veil(submission.contains, exercise)
        self.left = exercise.seconds
        self.child: Child | None = None
        self.banned = " ".join(exercise.forbidden)  # as one text, which is cheap to send
        self.forbidden = ""  # once something was used that the exercise is about: what is said
        self.mentions: tuple[Mistake, ...] = ()
        self.exchanges: list[Exchange] = []  # of the present check
        self.is_watched = True
        self.room = MOST_KEPT

    def begin(self, check: Check) -> None:
        """Keep what this check asks from here on.

        Checks that need many draws call for long computations, and to watch those takes more time
        than they do; the same function is watched in the exercise's other checks.
        """
        self.exchanges = []
        others = [each for each in self.exercise.checks if not each.is_statistical]
        self.is_watched = not (check.is_statistical and others)

    def ask(self, request: Record, deadline: float, limit: float) -> Record:
        """A reply of kind "returned"; CallFailed for everything else that can happen.

        `limit` is what the check was given in seconds, as messages name it.
        """
        request.fields["forbidden"] = self.banned if self.is_watched else ""
        request.fields["helpers"] = list(self.exercise.uses)
        start = time.monotonic()
        reply = Record("ended")
        try:
            reply = self._reply(request, deadline, limit)
        except CallFailed as failed:
            reply = Record("ended", {"status": str(failed.status)})
            raise
        finally:
            self._keep(request, reply, time.monotonic() - start)
        self._take_evidence(reply)
        return _returned(reply, self.shown)

    def _keep(self, request: Record, reply: Record, seconds: float) -> None:
        self.room -= weight(reply)
        kept = reply if self.room > 0 else Record("too large to keep")
        self.exchanges.append(Exchange(request, kept, seconds))

    def _reply(self, request: Record, deadline: float, limit: float) -> Record:
        """What the child says, whatever it is; CallFailed when it says nothing of use."""
        try:
            child = self.child or self._new_child()
            return child.ask(request, max(0.001, deadline - time.monotonic()))
        except TimeoutError:
            self.end_child()
            message = _("the calls of this check took more than {n:.3g} s, and were stopped")
            raise CallFailed(Status.TIMEOUT, message.format(n=limit)) from None
        except wire.ConnectionClosed:
            raise self._dead(self.end_child()) from None
        except wire.ProtocolError:
            self.end_child()
            message = _("its process wrote where only the grader's own answers go")
            raise CallFailed(Status.PROTOCOL, message) from None

    def _new_child(self) -> Child:
        self.child = child = self.submission.fork(int(self.exercise.seconds) + 1)
        if self.helpers is not None:
            fields = {"names": list(self.helpers.names), "source": self.helpers.source}
            adopted = child.ask(Record("adopt", fields), ADOPT_SECONDS)
            if adopted.kind != "adopted":
                raise wire.ProtocolError("no place for the course's helpers")
        return child

    def _take_evidence(self, reply: Record) -> None:
        """CallFailed if the call used what the exercise is about; a mention is merely kept."""
        used, mentioned = reply.get("used"), reply.get("mentioned")
        if isinstance(used, Record):
            self.forbidden = refusal(self.exercise.name, self.shown(used))
            raise CallFailed(Status.FORBIDDEN, self.forbidden)
        if isinstance(mentioned, Record) and not self.mentions:
            self.mentions = (remark(self.exercise.name, self.shown(mentioned)),)

    def _dead(self, exit_: Any) -> CallFailed:
        if exit_ is not None and exit_.out_of_memory:
            message = _("its processes together took more memory, or made more files or sockets, "
                        "than they may, and were ended")  # fmt: skip
            return CallFailed(Status.MEMORY, message)
        code = None if exit_ is None else exit_.exit_code
        was_killed = code is not None and -code in (signal.SIGKILL, signal.SIGXCPU)
        if was_killed and exit_.cpu_seconds >= CPU_SHARE * self.exercise.seconds:
            message = _("it used more than {n:.3g} s of processor time, and was stopped")
            return CallFailed(Status.TIMEOUT, message.format(n=self.exercise.seconds))
        if code is None:
            how = _("for an unknown reason")
        elif code < 0:
            how = _("by signal {n}").format(n=-code)
        else:
            how = _("with exit code {n}").format(n=code)
        message = _("the Python process ended {how} before it returned").format(how=how)
        return CallFailed(Status.CRASHED, message)

    def prepare(self) -> None:
        """Have a child that loads the file do it now, before the time of a check begins."""
        if self.child is None and self.submission.children_load:
            try:
                self._new_child()
            except (OSError, wire.ConnectionClosed, wire.ProtocolError):
                self.end_child()  # the check will find out

    def start_anew(self, seconds: float) -> bool:
        """Give a check another chance that took so many seconds; whether there is one.

        There is if the file had started threads, none of which is there in a fork: from now on
        each child of the submission loads the file itself.
        """
        if self.submission.children_load or not self.submission.has_threads:
            return False
        self.submission.children_load = True
        self.end_child()
        self.left += seconds
        return True

    def expect_silence(self) -> None:
        """ProtocolError if its process has sent more than it was asked for."""
        if self.child is not None and self.child.has_unread():
            raise wire.ProtocolError("a second reply")

    def end_child(self) -> Any:
        child, self.child = self.child, None
        return None if child is None else child.end()


def _returned(reply: Record, shown: Shown) -> Record:
    match reply.kind:
        case "returned":
            whole: Record = shown(reply)
            return whole
        case "raised":
            raise _raised(reply["fault"], shown)
        case "absent":
            message, name = _("no function or class named {name} is defined"), reply.get("name")
            raise CallFailed(Status.MISSING, message.format(name=printable(shown(name), 80)))
        case "unsendable":
            message, reason = _("its result cannot be taken: {reason}"), reply["reason"]
            raise CallFailed(Status.PROTOCOL, message.format(reason=printable(shown(reason))))
    raise wire.ProtocolError("a reply of unknown kind")


def _raised(fault: Any, shown: Shown) -> CallFailed:
    if not isinstance(fault, Record):
        raise wire.ProtocolError("a fault that is no record")
    kind, said, seen = fault["type"], fault["message"], shown(fault)
    if kind == "NotImplementedError" and fault["is_own"] is True:
        return CallFailed(Status.MISSING, _("it is not implemented yet"), seen)
    out_of_memory = kind == "MemoryError" or (
        isinstance(said, str) and "can't allocate memory" in said
    )
    status = Status.MEMORY if out_of_memory else Status.ERROR
    return CallFailed(status, _("it raised {fault}").format(fault=shown_fault(seen)), seen)


def shown_fault(fault: Record) -> str:
    """A fault of the student's code as one sentence with its place, whatever its fields are."""
    kind, said = printable(fault.get("type"), 80), printable(fault.get("message"))
    text = f"{kind}: {said}" if kind else said
    line, source = fault.get("line"), printable(fault.get("source"), 200)
    if isinstance(line, int) and line > 0:
        place = _("{place}, line {line}:{source}").format(
            place=printable(fault.get("place"), 120), line=line, source=source and f" `{source}`"
        )
        text = f"{text} ({place})"
    return text
