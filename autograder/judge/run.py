"""Run an assignment's checks against one loaded submission, one child process per exercise.

A child that hangs, dies or answers nonsense is ended and costs the check that was running; the
next check of the exercise gets a fresh child while the exercise's time lasts.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from functools import partial

from autograder import wire
from autograder.errors import InternalError
from autograder.judge.again import put_again
from autograder.judge.check import Check, Exercise
from autograder.judge.draw import Draw
from autograder.judge.expect import Wrong
from autograder.judge.forbidden import not_allowed
from autograder.judge.record import Judged, Trial
from autograder.judge.session import Helpers, Session, Submission, shown_fault
from autograder.judge.student import CallFailed, Student
from autograder.messages import _, printable
from autograder.outcome import CheckOutcome, ExerciseOutcome, Status
from autograder.wire import Record

Progress = Callable[[Exercise, CheckOutcome], None]


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
    session = Session(submission, exercise, helpers, reveal)
    trials = []
    try:
        for check in exercise.checks:
            place = (seed, assignment, exercise.name, check.name)
            trial = _not_tried(check, session) or _run_check(check, session, Draw(*place), reveal)
            if _may_lack_threads(trial) and session.start_anew(trial.outcome.seconds):
                trial = _run_check(check, session, Draw(*place), reveal)
            progress(exercise, trial.outcome)
            trials.append(trial)
    finally:
        session.end_child()
    outcomes = [trial.outcome for trial in trials]
    if session.forbidden:
        outcomes = [not_allowed(each, session.forbidden) for each in outcomes]
    outcome = ExerciseOutcome(exercise.name, tuple(outcomes), mistakes=session.mentions)
    again = partial(put_again, submission, exercise, helpers)
    return Judged(assignment, seed, exercise, outcome, tuple(trials), again, session.shown)


def _may_lack_threads(trial: Trial) -> bool:
    """Whether a check ended as it may where threads are gone that the file had started."""
    return trial.outcome.status in (Status.TIMEOUT, Status.CRASHED, Status.ERROR)


def _not_tried(check: Check, session: Session) -> Trial | None:
    """For a check that cannot or need not be run, what is said instead of running it."""
    name = session.exercise.name
    outcome = absent(check, name, session.submission)
    if outcome is None and session.forbidden:
        outcome = lost(check, Status.FORBIDDEN, session.forbidden)
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
    if name in submission.taken:
        message = _taken(name, submission.taken[name])
    elif submission.mentions(name):
        message = _(
            "{name} stands in a part of the file that is not run when it is graded: under "
            "`if __name__ == ...`, in a cell that merely shows something, or in another language."
        )
    message = message.format(name=name)
    if submission.faults:
        note = _("Part of the file could not be run: {fault}")
        message += " " + note.format(fault=shown_fault(submission.faults[0]))
    return lost(check, Status.MISSING, message)


def _taken(name: str, kind: str) -> str:
    """For a function whose name means something else, or nothing, when the file has been run."""
    message = _(
        "{name} means {what} at the end of the file: which line below its definition gives the "
        "name to something else, or deletes it?"
    )
    what = _("an object of type {type}").format(type=printable(kind, 80)) if kind else _("nothing")
    return message.format(name=name, what=what)


def _names_lost(fault: Record) -> list[object]:
    """What the part of the file that failed would have defined."""
    names = fault.get("names")
    return names if isinstance(names, list) else []


def lost(check: Check, status: Status, message: str, seconds: float = 0.0) -> CheckOutcome:
    points = None if status is Status.INTERNAL else 0.0
    return CheckOutcome(check.name, status, points, check.points, message, seconds)


def _run_check(check: Check, session: Session, draw: Draw, reveal: bool) -> Trial:
    seconds = min(check.seconds, session.left)
    if seconds < check.seconds / 10:
        message = _("Not run: the checks before it used up the time of {name}.")
        message = message.format(name=session.exercise.name)
        return Trial(check, lost(check, Status.SKIPPED, message))
    session.prepare()
    start = time.monotonic()
    session.begin(check)

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
        message += _file_note(failed, session.submission, session.exercise.name)
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


def _file_note(failed: CallFailed, submission: Submission, name: str) -> str:
    """For a name that is not there, or means something else: what running the file did to it."""
    if failed.status is Status.ERROR and name in submission.taken:
        return " " + _taken(name, submission.taken[name])
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
