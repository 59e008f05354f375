"""An exception of the student's code as a record: its type, its message, and the student's line."""

from __future__ import annotations

import linecache
import re
import traceback

from autograder.wire import Record

MAX_TEXT = 400  # characters of an exception's message
MAX_LINE = 200
# What an import's message names, and where this machine keeps it, which is nobody's business.
_INSTALLED = re.compile(r"/[^\s'\"():]*/(?=(?:site-packages|dist-packages|python3\.\d+)/)")


def describe_fault(error: BaseException, function: str = "") -> Record:
    """Never raises, whatever the exception's own `__str__` or class does.

    `is_own` tells whether `function` itself raised it, and nothing that was called from there: so
    an untouched stub is told from a function that calls one, or whose layer has no `forward`.
    """
    fields: dict[str, object] = dict.fromkeys(
        ("type", "message", "place", "source", "function"), ""
    )
    fields |= {"line": 0, "is_own": False}
    try:
        fields |= {"message": text_of(error), "type": str(type(error).__name__)[:80]}
        fields |= _place_of(error)
        fields["is_own"] = fields["is_own"] and fields["function"] == function
    except BaseException as second:  # noqa: BLE001  an exception can lie about anything
        fields["message"] = f"(it cannot be described: {type.__repr__(type(second))[:80]})"
    return Record("fault", fields)


def _place_of(error: BaseException) -> dict[str, object]:
    """The student's line, its function, and whether the exception was raised by that very line."""
    if isinstance(error, SyntaxError) and error.filename:
        return line_of(str(error.filename), int(error.lineno or 0))
    frames = traceback.extract_tb(error.__traceback__, limit=-200)
    for frame in reversed(frames):
        if is_submission(frame.filename):
            where = {"function": frame.name[:80], "is_own": frame is frames[-1]}
            return line_of(frame.filename, frame.lineno or 0) | where
    return {}


def line_of(place: str, line: int) -> dict[str, object]:
    source = linecache.getline(place, line).strip()[:MAX_LINE]
    return {"line": line, "place": place[-120:], "source": source}


def text_of(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        return _INSTALLED.sub("…/", str(text)[:MAX_TEXT])
    except BaseException as second:  # noqa: BLE001  __str__ is the student's
        return f"(its message cannot be shown: {type(second).__name__})"


def is_submission(filename: str) -> bool:
    """Whether it names a file of the submission's; those are not files on disk."""
    entry = linecache.cache.get(filename)
    return entry is not None and len(entry) == 4 and entry[1] is None  # put there by `load`
