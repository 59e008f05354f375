"""A student's requests put to functions of the course's own: known mistakes, and the right one.

All of them answer in one process, one after the other: each has a namespace of its own, and each
check's first request seeds the generators. One that hangs or dies costs the process, not the rest.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import Protocol

from autograder import wire
from autograder.judge.record import Exchange
from autograder.judge.session import Child
from autograder.outcome import Status
from autograder.wire import Record

PATIENCE = 1.0  # seconds that a function gets at least
BUDGET = 6.0  # seconds for all of them together: ten times what the dearest mistake takes


class Source(Protocol):
    """Where the functions are kept ready (`autograder.jail.submission.Submission`)."""

    def fork(self, cpu_seconds: int) -> Child: ...


class Stage:
    """The process in which they answer; a context, at whose end it is gone.

    `is_over` once the time was up: what was found after that, or not found, says nothing.
    """

    def __init__(self, source: Source, cpu_seconds: int, budget: float = BUDGET) -> None:
        self.source, self.cpu_seconds = source, cpu_seconds
        self.deadline = time.monotonic() + budget
        self.child: Child | None = None

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.deadline

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def ask(self, request: Record, name: str, seconds: float) -> Record:
        """What the function of that name answers to a request made to another one.

        Raises what a child raises, and then the next request meets a new process.
        """
        changes = {"name": name, "forbidden": "", "helpers": []}  # no matter what of torch it uses
        seconds = min(seconds, self.deadline - time.monotonic())
        if seconds <= 0:
            raise TimeoutError
        try:
            self.child = self.child or self.source.fork(self.cpu_seconds)
            return self.child.ask(Record(request.kind, request.fields | changes), seconds)
        except (TimeoutError, wire.ConnectionClosed, wire.ProtocolError):
            self.end()
            raise

    def alone(self) -> Stage:
        """Another process, within what is left of the time."""
        return Stage(self.source, self.cpu_seconds, self.deadline - time.monotonic())

    def end(self) -> None:
        child, self.child = self.child, None
        if child is not None:
            child.end()


class Replay:
    """The answers of one function to what a student's function was asked."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.stage, self.name = stage, name
        self.replies: dict[int, Record] = {}  # by the identity of the exchange

    def reply(self, exchange: Exchange) -> Record:
        """What it says to that request; of kind "ended" if it hangs or dies."""
        if id(exchange) not in self.replies:
            self.replies[id(exchange)] = self._ask(exchange)
        return self.replies[id(exchange)]

    def _ask(self, exchange: Exchange) -> Record:
        is_answered = exchange.reply.kind != "ended"
        seconds = max(PATIENCE, 10 * exchange.seconds) if is_answered else PATIENCE
        try:
            return self.stage.ask(exchange.request, self.name, seconds)
        except TimeoutError:
            status = Status.TIMEOUT
        except wire.ConnectionClosed:
            status = Status.CRASHED
        except wire.ProtocolError:
            status = Status.PROTOCOL
        return Record("ended", {"status": str(status)})
