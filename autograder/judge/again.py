"""Requests put to a student's function once more, to tell more about a mistake."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence

from autograder import wire
from autograder.judge.check import Exercise
from autograder.judge.record import MOST_KEPT, Exchange
from autograder.judge.session import Helpers, Session, Submission
from autograder.judge.student import CallFailed
from autograder.outcome import Status
from autograder.wire import Record

CHECK_SECONDS, SECONDS = 5.0, 10.0  # for the requests of one check, and of all


def put_again(
    submission: Submission,
    exercise: Exercise,
    helpers: Helpers | None,
    parts: Sequence[Sequence[Record]],
) -> list[list[Exchange]]:
    """The replies to these requests, check by check, of processes that nobody has asked before.

    After a request without a reply, be it that the time is up, no other one of its check has one:
    each costs a process.
    """
    session = Session(submission, exercise, helpers)
    replies = []
    try:
        session.prepare()
        end = time.monotonic() + SECONDS
        for requests in parts:
            deadline = min(end, time.monotonic() + CHECK_SECONDS)
            replies.append(_replies_to(session, requests, deadline))
    finally:
        session.end_child()
    return replies


def _replies_to(session: Session, requests: Sequence[Record], deadline: float) -> list[Exchange]:
    session.exchanges, session.room = [], MOST_KEPT
    for request in requests:
        if time.monotonic() >= deadline:
            break
        with contextlib.suppress(CallFailed, wire.ProtocolError):
            session.ask(request, deadline, CHECK_SECONDS)
        if session.exchanges[-1].reply.kind == "ended":
            break
    silence = Record("ended", {"status": str(Status.TIMEOUT)})
    rest = requests[len(session.exchanges) :]
    return [*session.exchanges, *(Exchange(request, silence, 0.0) for request in rest)]
