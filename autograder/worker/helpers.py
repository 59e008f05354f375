"""Put the course's functions in the places of a student's broken helpers, in one child only."""

from __future__ import annotations

from typing import Any

from autograder.wire import Record
from autograder.worker.faults import text_of


def adopt(request: Record, namespace: dict[str, Any]) -> Record:
    """Give the names in the request the meaning they have in its text; "adopted" or "unadopted".

    The text runs in a space of its own, so that it meets nothing of the student's; whatever of the
    student's looks a name up in the submission's namespace finds what was put there.
    """
    space: dict[str, Any] = {"__name__": "course"}
    try:
        exec(compile(request["source"], "<course>", "exec"), space)  # noqa: S102  the judge's text
        namespace |= {name: space[name] for name in request["names"]}
    except BaseException as error:  # noqa: BLE001  the student may have broken Python itself
        return Record("unadopted", {"reason": text_of(error)})
    return Record("adopted")
