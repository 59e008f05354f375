"""An exception of the student's code as a record: its type, its message, and the student's line."""

from __future__ import annotations

import linecache
import traceback

from autograder.wire import Record

MAX_TEXT = 600  # characters of an exception's message
MAX_LINE = 200


def describe_fault(error: BaseException, function: str = "") -> Record:
    """Never raises, whatever the exception's own `__str__` does.

    `inside` tells whether the innermost frame of the student's code is `function` itself, which
    tells an untouched stub from a call of one.
    """
    frame = _innermost_student_frame(error)
    line, place, inside = 0, "", ""
    if isinstance(error, SyntaxError) and error.filename:
        line, place = error.lineno or 0, error.filename
    elif frame is not None:
        line, place, inside = frame.lineno or 0, frame.filename, frame.name
    return Record(
        "fault",
        {
            "type": type(error).__name__[:80],
            "message": _text_of(error),
            "line": line,
            "place": str(place)[-120:],
            "source": linecache.getline(place, line).strip()[:MAX_LINE] if place else "",
            "function": inside[:80],
            "is_own": not function or inside == function,
        },
    )


def _text_of(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        return str(text)[:MAX_TEXT]
    except BaseException as second:  # noqa: BLE001  __str__ is the student's
        return f"(its message cannot be shown: {type(second).__name__})"


def _innermost_student_frame(error: BaseException) -> traceback.FrameSummary | None:
    """The last frame in the submission's own files, which are not files on disk."""
    frames = traceback.extract_tb(error.__traceback__, limit=-200)
    own = [frame for frame in frames if _is_submission(frame.filename)]
    return own[-1] if own else None


def _is_submission(filename: str) -> bool:
    entry = linecache.cache.get(filename)
    return entry is not None and len(entry) == 4 and entry[1] is None  # put there by `load`
