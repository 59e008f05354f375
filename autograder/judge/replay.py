"""A student's requests put to functions of the course's own: known mistakes, and the right one.

All of them answer in one process, one after the other: each has a namespace of its own, and each
check's first request seeds the generators. One that hangs or dies costs the process, not the rest.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import Protocol

from autograder import wire
from autograder.judge.agree import agree
from autograder.judge.glance import beginning, first_item
from autograder.judge.record import Exchange
from autograder.judge.session import Child
from autograder.outcome import Status
from autograder.wire import Record

# Seconds that a function gets at least, where the student's answered and where it did not.
PATIENCE, PATIENCE_WITH_SILENCE = 5.0, 1.0


class Source(Protocol):
    """Where the functions are kept ready (`autograder.jail.submission.Submission`)."""

    def fork(self, cpu_seconds: int) -> Child: ...


class Stage:
    """The process in which they answer; a context, at whose end it is gone.

    `is_over` once the time was up: what was found after that, or not found, says nothing.
    """

    def __init__(self, source: Source, cpu_seconds: int, budget: float) -> None:
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
        self.replies: dict[Exchange, Record] = {}
        self.agreed: dict[Exchange, bool] = {}
        self.began_alike = False  # in a long pass: then it is no use to look at the beginning alone

    def agrees(self, exchange: Exchange) -> bool:
        """Whether it says to that request what the student's function said."""
        if exchange not in self.agreed:
            self.agreed[exchange] = self._begins_alike(exchange) and agree(
                self.reply(exchange), exchange.reply
            )
        return self.agreed[exchange]

    def _begins_alike(self, exchange: Exchange) -> bool:
        is_known = exchange in self.replies or self.began_alike
        short = None if is_known else beginning(exchange)
        if short is None:
            return True
        self.began_alike = agree(first_item(self._ask(short)), short.reply)
        return self.began_alike

    def reply(self, exchange: Exchange) -> Record:
        """What it says to that request; of kind "ended" if it hangs or dies."""
        if exchange not in self.replies:
            reply = self._ask(exchange)
            self.replies[exchange] = first_item(reply) if exchange.is_cut else reply
        return self.replies[exchange]

    def keep(self, exchange: Exchange, reply: Record) -> None:
        """What it said to that request when a check was run on it."""
        self.replies[exchange] = reply

    def _ask(self, exchange: Exchange) -> Record:
        is_answered = exchange.reply.kind != "ended"
        seconds = PATIENCE_WITH_SILENCE
        if is_answered:
            seconds = max(PATIENCE, 10 * exchange.seconds)
        try:
            return self.stage.ask(exchange.request, self.name, seconds)
        except TimeoutError:
            status = Status.TIMEOUT
        except wire.ConnectionClosed:
            status = Status.CRASHED
        except wire.ProtocolError:
            status = Status.PROTOCOL
        return Record("ended", {"status": str(status)})
