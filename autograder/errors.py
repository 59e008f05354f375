"""Exceptions of the trusted side, kept apart by whom they blame.

    AutograderError
    ├── UsageError        the person at the terminal: a missing path, an unknown name
    ├── SubmissionError   one submission cannot be taken at all (unreadable, too large)
    ├── JailError         this machine: there is no safe place to run other people's code
    ├── CourseError       the course's author: a check without points, a solution that fails
    └── InternalError     us: a server that died twice, an exception inside a check

What a student's function does wrong is no exception here but a result: see
`autograder.judge.expect` (a wrong answer) and `autograder.judge.student` (a call that failed).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class AutograderError(Exception):
    """Base of all errors that are reported as one message instead of a traceback."""


class UsageError(AutograderError):
    """The command cannot be carried out as it was given."""


class SubmissionError(AutograderError):
    """A submission that cannot be read; the others are graded all the same."""


class JailError(AutograderError):
    """Other people's code cannot be run safely here, so none is run; `cure` says what helps."""

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message, cure)  # both: it travels between processes
        self.message, self.cure = message, cure

    def __str__(self) -> str:
        return f"{self.message} {self.cure}"


class CourseError(AutograderError):
    """The course contradicts itself; its author has to mend it."""


class InternalError(AutograderError):
    """A fault of the grader: nobody loses a point for it, and the verdict says so."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name a mistyped one was probably meant to be, as a sentence, or ''."""
    match = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {match[0]!r}?" if match else ""
