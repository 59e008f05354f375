"""`check`, for students: which exercise is meant, its checks, and what is shown of them."""

from __future__ import annotations

import inspect
import reprlib
import sys
from collections.abc import Mapping
from dataclasses import replace
from numbers import Real
from textwrap import wrap
from typing import Any

from torch import nn

from autograder.course.catalog import assignment, exercise_names
from autograder.errors import UsageError, nearest
from autograder.judge.draw import new_seed
from autograder.judge.fair import run_assignment
from autograder.messages import _
from autograder.notebook.live import LiveSubmission
from autograder.notebook.naming import known_here
from autograder.notebook.surroundings import State, nothing_shown
from autograder.outcome import ExerciseOutcome, Status
from autograder.report.exercise import exercise_text, rows, score
from autograder.report.html import exercise_html

WIDTH = 80  # characters of a line that `nbgrader validate` shows whole, with its indentation


class _OneLine(Exception):  # noqa: N818  never raised itself
    """Shown by notebooks as its message alone: a traceback would lead into this package."""

    def _render_traceback_(self) -> list[str]:
        # In lines, because nbgrader's Validate shows none beyond the width of its window, and
        # `nbgrader validate` cuts them.
        return wrap(f"{type(self).__name__}: {self}", WIDTH, break_on_hyphens=False)


class CheckFailed(_OneLine, AssertionError):  # noqa: N818  a result
    """At least one check was not passed; the message is one line."""


class NotAnExercise(_OneLine, UsageError):  # noqa: N818
    """What was given to `check` cannot be checked."""


class NotATimeLimit(_OneLine, UsageError):  # noqa: N818
    """What was given to `check` as `seconds` is no number above 0."""


def check(*functions: Any, seconds: float | None = None) -> None:
    """Run the checks of exercises on your functions as they are now, and show what came of it.

    `check(softmax)` takes the function or class itself or its name, several of them, or nothing for
    all the exercises that are defined where it is called. `seconds` stops each check earlier.
    Raises CheckFailed unless all checks are passed, NotAnExercise for what is none, NotATimeLimit
    for `seconds` that are no number above 0.
    """
    _expect_time_limit(seconds)
    caller = sys._getframe(1).f_globals
    given = functions or tuple(_defined(caller))
    if not given:
        raise NotAnExercise(_("check(): no exercise is defined here yet. Run their cells first."))
    subjects = [_subject(each, caller) for each in given]
    outcomes = [_checked(name, namespace, seconds) for name, namespace in subjects]
    failures = [_summary(outcome) for outcome in outcomes if outcome.score != outcome.max_score]
    if failures:
        raise CheckFailed("  |  ".join(failures))


def _expect_time_limit(seconds: Any) -> None:
    if seconds is None or (isinstance(seconds, Real) and float(seconds) > 0):
        return
    message = _(
        "check(): seconds is {value} (of type {kind}), expected a number above 0, at which each "
        "check is stopped. Try seconds=5, or leave it out."
    )
    raise NotATimeLimit(message.format(value=reprlib.repr(seconds), kind=type(seconds).__name__))


def _defined(caller: Mapping[str, Any]) -> list[str]:
    return [name for name in exercise_names() if _can_be_checked(caller.get(name))]


def _can_be_checked(thing: Any) -> bool:
    """Not a network: demonstrations call theirs `net`, and one exercise has that name."""
    return callable(thing) and not isinstance(thing, nn.Module)


def _checked(name: str, namespace: dict[str, Any], seconds: float | None) -> ExerciseOutcome:
    course = assignment(exercise_names()[name])
    if seconds is not None:
        exercise = course.exercise(name)
        checks = [
            replace(each, seconds=min(float(seconds), each.seconds)) for each in exercise.checks
        ]
        course = replace(course, exercises=(replace(exercise, checks=tuple(checks)),))
    # One thread as in the grader: of small tensors several cost up to ten times as much.
    students = replace(State.now(), threads=1)
    submission = LiveSubmission(name, namespace, students)
    with students.for_judge().in_force(), nothing_shown():
        (outcome,) = run_assignment(
            course, submission, new_seed(), reveal=True, only=[name], course=known_here()
        )
    _show(outcome, submission.printed.text)
    return outcome


def _subject(given: Any, caller: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The exercise meant, and the names among which its function is to be found."""
    known = exercise_names()
    if isinstance(given, str):
        if given in known and _can_be_checked(caller.get(given)):
            return given, dict(caller)
        raise NotAnExercise(_unknown(given, given in known, caller))
    if not _can_be_checked(given):
        message = _(
            "check() was given a value of type {kind}, expected a function or class. Give it "
            "itself, not what it returns: check(softmax) rather than check(softmax(X)); several "
            "without brackets around them: check(softmax, net)."
        )
        raise NotAnExercise(message.format(kind=type(given).__name__))
    name = _name_of(given, caller)
    return name, _namespace_of(given, caller) | {name: given}


def _name_of(given: Any, caller: Mapping[str, Any]) -> str:
    """Its own name, or the one it has where `check` was called: decorators lose the first."""
    known, own = exercise_names(), str(getattr(given, "__name__", ""))
    bound = [name for name in known if caller.get(name) is given]
    if own in known and (own in bound or not bound):
        return own
    if bound:
        return bound[0]
    raise NotAnExercise(_unknown(own or type(given).__name__, False, caller))


def _namespace_of(given: Any, caller: Mapping[str, Any]) -> dict[str, Any]:
    """The names that the function itself sees, a copy; of what has none, those of the caller."""
    if inspect.isclass(given):
        home = sys.modules.get(given.__module__)
        return dict(caller if home is None else vars(home))
    return dict(getattr(inspect.unwrap(given), "__globals__", caller))


def _unknown(name: str, is_exercise: bool, caller: Mapping[str, Any]) -> str:
    if is_exercise:
        message = _("{name} is not defined here yet. Run the cell that defines it, then check it.")
        return message.format(name=name)
    message = _("There is no exercise {name!r}.{guess} Defined here: {defined}.")
    defined = ", ".join(_defined(caller))
    guess = nearest(name, exercise_names())
    return message.format(name=name, guess=guess, defined=defined or _("none yet"))


def _show(outcome: ExerciseOutcome, printed: str) -> None:
    text = exercise_text(outcome, printed)
    if "IPython" not in sys.modules or sys.modules["IPython"].get_ipython() is None:
        print(text)
        return
    from IPython.display import display

    bundle = {"text/plain": text, "text/html": exercise_html(outcome, printed)}
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def _summary(outcome: ExerciseOutcome) -> str:
    """One line: how many checks were passed, and what the first other one says."""
    shown = list(rows(outcome))
    first = next(row for row in shown if row.status is not Status.PASSED)
    if all(row.status is Status.MISSING for row in shown):
        return f"{outcome.name}: {first.message}"
    message = _("{name}: {passed} of {all} checks passed, {score}. {title}: {message}")
    return message.format(
        name=outcome.name,
        passed=sum(row.status is Status.PASSED for row in shown),
        all=len(shown),
        score=score(outcome),
        title=first.title,
        message=first.message or first.word,
    )
