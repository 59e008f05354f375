"""Run an assignment's checks against one loaded submission, one child process per exercise.

A child that hangs, dies or answers nonsense is ended and costs the check that was running; the
next check of the exercise gets a fresh child while the exercise's time lasts.
"""

from __future__ import annotations

import contextlib
import signal
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from autograder import wire
from autograder.errors import InternalError
from autograder.judge.check import Check, Exercise
from autograder.judge.draw import Draw
from autograder.judge.expect import Wrong
from autograder.judge.forbidden import not_allowed, refusal, remark
from autograder.judge.record import MOST_KEPT, Exchange, Judged, Trial, weight
from autograder.judge.student import CallFailed, Student
from autograder.messages import _, printable
from autograder.outcome import CheckOutcome, ExerciseOutcome, Mistake, Status
from autograder.wire import Record

# Of its limit of processor time, what a process may seem to have used when it is killed for it: the
# kernel enforces the limit by counting clock ticks, wait4 reports the exact time. Under load the
# ticks were 15 % ahead.
CPU_SHARE = 0.7
ADOPT_SECONDS = 5.0  # for a few definitions to be run
AGAIN_SECONDS = 1.0  # for a request that merely tells more about a mistake


class Child(Protocol):
    """A process that answers the calls of one exercise (`autograder.jail.submission.Child`)."""

    def ask(self, request: Record, seconds: float) -> Record: ...
    def has_unread(self) -> bool: ...
    def end(self) -> Any: ...


class Submission(Protocol):
    """A loaded submission (`autograder.jail.submission.Submission`)."""

    unreadable: str

    @property
    def faults(self) -> list[Record]: ...
    @property
    def stubs(self) -> frozenset[str]: ...
    @property
    def names(self) -> frozenset[str]: ...
    def mentions(self, name: str) -> bool: ...
    def fork(self, cpu_seconds: int) -> Child: ...


Progress = Callable[[Exercise, CheckOutcome], None]


@dataclass(frozen=True)
class Helpers:
    """Functions of the course that take the places of a student's, and the text defining them."""

    names: tuple[str, ...]
    source: str


def judge_exercise(
    assignment: str,
    exercise: Exercise,
    submission: Submission,
    seed: str,
    *,
    reveal: bool = False,
    helpers: Helpers | None = None,
    progress: Progress = lambda exercise, outcome: None,
) -> Judged:
    """The exercise's outcome, and what was asked and answered.

    `reveal` lets messages show single expected values; only for people who check their own work.
    """
    session = Session(submission, exercise, helpers)
    trials = []
    try:
        for check in exercise.checks:
            draw = Draw(seed, assignment, exercise.name, check.name)
            trial = _not_tried(check, session) or _run_check(check, session, draw, reveal)
            progress(exercise, trial.outcome)
            trials.append(trial)
    finally:
        session.end_child()
    outcomes = [trial.outcome for trial in trials]
    if session.forbidden:
        outcomes = [not_allowed(each, session.forbidden) for each in outcomes]
    outcome = ExerciseOutcome(exercise.name, tuple(outcomes), mistakes=session.mentions)
    again = partial(_put_again, submission, exercise, helpers)
    return Judged(assignment, seed, exercise, outcome, tuple(trials), again)


def _put_again(
    submission: Submission,
    exercise: Exercise,
    helpers: Helpers | None,
    requests: Sequence[Record],
) -> list[Exchange]:
    """The replies to these requests of a check, made in this order in a new process."""
    session = Session(submission, exercise, helpers)
    try:
        for request in requests:
            with contextlib.suppress(CallFailed, wire.ProtocolError):
                session.ask(request, time.monotonic() + AGAIN_SECONDS, AGAIN_SECONDS)
    finally:
        session.end_child()
    return session.exchanges


def _not_tried(check: Check, session: Session) -> Trial | None:
    """For a check that cannot or need not be run, what is said instead of running it."""
    name = session.exercise.name
    outcome = absent(check, name, session.submission) or session.refused(check)
    return Trial(check, outcome) if outcome else None


def absent(check: Check, name: str, submission: Submission) -> CheckOutcome | None:
    """The outcome of a check of a name that is not there to be called, or None if it is."""
    if submission.unreadable:
        return lost(check, Status.ERROR, printable(submission.unreadable))
    if name in submission.stubs:
        return lost(check, Status.MISSING, _("Not implemented yet."))
    if name in submission.names:
        return None
    for fault in submission.faults:
        if name in _names_lost(fault):
            message = _(
                "{name} is not defined: the part of the file that defines it failed: {fault}"
            )
            return lost(check, Status.ERROR, message.format(name=name, fault=shown_fault(fault)))
    message = _("There is no function or class named {name} in the file.")
    if submission.mentions(name):
        message = _(
            "{name} stands in a part of the file that is not run when it is graded: under "
            "`if __name__ == ...`, in a cell that merely shows something, or in another language."
        )
    message = message.format(name=name)
    if submission.faults:
        note = _("Part of the file could not be run: {fault}")
        message += " " + note.format(fault=shown_fault(submission.faults[0]))
    return lost(check, Status.MISSING, message)


def _names_lost(fault: Record) -> list[object]:
    """What the part of the file that failed would have defined."""
    names = fault.get("names")
    return names if isinstance(names, list) else []


def lost(check: Check, status: Status, message: str, seconds: float = 0.0) -> CheckOutcome:
    points = None if status is Status.INTERNAL else 0.0
    return CheckOutcome(check.name, status, points, check.points, message, seconds)


class Session:
    """The child processes of one exercise, and what is left of its time."""

    def __init__(
        self, submission: Submission, exercise: Exercise, helpers: Helpers | None = None
    ) -> None:
        self.submission, self.exercise, self.helpers = submission, exercise, helpers
        self.left = exercise.seconds
        self.child: Child | None = None
        self.forbidden = ""  # once something was used that the exercise is about: what is said
        self.mentions: tuple[Mistake, ...] = ()
        self.exchanges: list[Exchange] = []  # of the present check
        self.room = MOST_KEPT

    def ask(self, request: Record, deadline: float, limit: float) -> Record:
        """A reply of kind "returned"; CallFailed for everything else that can happen.

        `limit` is what the check was given in seconds, as messages name it.
        """
        request.fields["forbidden"] = list(self.exercise.forbidden)
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
        return _returned(reply)

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

    def refused(self, check: Check) -> CheckOutcome | None:
        """The outcome of a check that need not be run any more, or None."""
        return lost(check, Status.FORBIDDEN, self.forbidden) if self.forbidden else None

    def _take_evidence(self, reply: Record) -> None:
        """CallFailed if the call used what the exercise is about; a mention is merely kept."""
        used, mentioned = reply.get("used"), reply.get("mentioned")
        if isinstance(used, Record):
            self.forbidden = refusal(self.exercise.name, used)
            raise CallFailed(Status.FORBIDDEN, self.forbidden)
        if isinstance(mentioned, Record) and not self.mentions:
            self.mentions = (remark(self.exercise.name, mentioned),)

    def _dead(self, exit_: Any) -> CallFailed:
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

    def expect_silence(self) -> None:
        """ProtocolError if its process has sent more than it was asked for."""
        if self.child is not None and self.child.has_unread():
            raise wire.ProtocolError("a second reply")

    def end_child(self) -> Any:
        child, self.child = self.child, None
        return None if child is None else child.end()


def _returned(reply: Record) -> Record:
    match reply.kind:
        case "returned":
            return reply
        case "raised":
            raise _raised(reply["fault"])
        case "absent":
            message = _("no function or class named {name} is defined")
            raise CallFailed(Status.MISSING, message.format(name=printable(reply.get("name"), 80)))
        case "unsendable":
            message = _("its result cannot be taken: {reason}")
            raise CallFailed(Status.PROTOCOL, message.format(reason=printable(reply["reason"])))
    raise wire.ProtocolError("a reply of unknown kind")


def _raised(fault: Any) -> CallFailed:
    if not isinstance(fault, Record):
        raise wire.ProtocolError("a fault that is no record")
    kind, said = fault["type"], fault["message"]
    if kind == "NotImplementedError" and fault["is_own"] is True:
        return CallFailed(Status.MISSING, _("it is not implemented yet"), fault)
    out_of_memory = kind == "MemoryError" or (
        isinstance(said, str) and "can't allocate memory" in said
    )
    status = Status.MEMORY if out_of_memory else Status.ERROR
    return CallFailed(status, _("it raised {fault}").format(fault=shown_fault(fault)), fault)


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


def _run_check(check: Check, session: Session, draw: Draw, reveal: bool) -> Trial:
    seconds = min(check.seconds, session.left)
    if seconds < check.seconds / 10:
        message = _("Not run: the checks before it used up the time of {name}.")
        message = message.format(name=session.exercise.name)
        return Trial(check, lost(check, Status.SKIPPED, message))
    start = time.monotonic()
    session.exchanges = []

    def ask(request: Record) -> Record:
        return session.ask(request, start + seconds, seconds)

    student = Student(ask, draw.seed(), reveal)
    said = ""
    try:
        check.run(student, draw)
        session.expect_silence()
        status, message = Status.PASSED, ""
    except Wrong as wrong:
        status, message = Status.FAILED, _wrong_message(wrong, student._last_call, reveal)
        said = f"{wrong.came}; {wrong.expected}"
    except CallFailed as failed:
        status, message = failed.status, f"{student._last_call}: {failed.message}."
        message += _file_note(failed, session.submission)
    except wire.ProtocolError:
        session.end_child()
        status = Status.PROTOCOL
        message = _("{call}: the process sent something that is no answer.").format(
            call=student._last_call
        )
    except InternalError:
        raise  # no server to ask: whoever started it may start another and grade anew
    except Exception as error:  # noqa: BLE001  a fault of ours must not become a student's
        session.end_child()
        status, message = Status.INTERNAL, internal_message(error)
    elapsed = time.monotonic() - start
    session.left -= elapsed
    points = check.points if status is Status.PASSED else None if status is Status.INTERNAL else 0.0
    outcome = CheckOutcome(check.name, status, points, check.points, message, elapsed)
    return Trial(check, outcome, tuple(session.exchanges), said)


def _file_note(failed: CallFailed, submission: Submission) -> str:
    """For a name that is not there: what went wrong when the file was run may be why."""
    if failed.fault is None or failed.fault.get("type") != "NameError" or not submission.faults:
        return ""
    note = _("Part of the file could not be run: {fault}")
    return " " + note.format(fault=shown_fault(submission.faults[0]))


def _wrong_message(wrong: Wrong, call: str, reveal: bool) -> str:
    """What was done, what came, what was expected, what to try."""
    message = _("{call}: {came}; expected {expected}.").format(
        call=call, came=printable(wrong.came), expected=printable(wrong.expected)
    )
    extra = [wrong.example if reveal else "", wrong.hint]
    return " ".join([message, *(printable(part) for part in extra if part)])


def internal_message(error: Exception) -> str:
    """A fault of ours as one line: what was raised and where, without a path of this machine."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].name}, line {frames[-1].lineno}" if frames else "?"
    return _("A fault of the grader ({error} in {where}): this check needs a regrade.").format(
        error=type(error).__name__, where=where
    )
