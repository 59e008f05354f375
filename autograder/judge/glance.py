"""The beginning of a long pass through what a function returned, as a request of its own.

Who serves another first minibatch serves another pass, and one minibatch is cheap to ask for.
"""

from __future__ import annotations

from typing import Any

from autograder.judge import given
from autograder.judge.record import Exchange
from autograder.wire import Record

LONG = 3  # items of a pass from which on its beginning is asked for first


def beginning(exchange: Exchange) -> Exchange | None:
    """A request for the first item of the first long pass alone, and what the student's was.

    None where there is no such pass, or where luck goes on from an earlier request.
    """
    request, reply = exchange.request, exchange.reply
    if request.get("seed") is None or reply.kind != "returned":
        return None
    for number, step in enumerate(request["steps"]):
        if step.kind in ("collect", "first") and step["limit"] >= LONG:
            short = given.first(1, *step["path"])
            asked = Record(request.kind, request.fields | {"steps": [short]})
            return Exchange(asked, first_item(reply, number), exchange.seconds, is_cut=True)
    return None


def first_item(reply: Record, number: int = 0) -> Record:
    """A reply cut down to the first item seen at one of its steps; as it is if it has none."""
    steps: Any = reply.get("steps")
    seen = steps[number] if isinstance(steps, list) and number < len(steps) else None
    items = seen.get("items") if isinstance(seen, dict) else None
    if reply.kind != "returned" or not isinstance(items, list):
        return reply
    return Record("returned", {"steps": [items[:1]]})
