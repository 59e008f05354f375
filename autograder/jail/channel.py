"""One conversation of the judge with a process that holds a student's code."""

from __future__ import annotations

import socket
import time

from autograder import wire
from autograder.jail.neutral import neutral
from autograder.wire import Record


class Channel:
    """The judge's end of one socket, with its own count of calls."""

    def __init__(self, hidden_paths: tuple[str, ...] | None = None) -> None:
        """With `hidden_paths`, these and all others are left out of what comes (`neutral`)."""
        self.hidden_paths = hidden_paths
        self.sock, self.far_end = socket.socketpair()
        self.calls = 0

    def ask(self, request: Record, seconds: float) -> Record:
        """Send a request and wait for its reply at most that long.

        TimeoutError, wire.ConnectionClosed or wire.ProtocolError when no proper reply comes; the
        channel is of no further use then.
        """
        deadline = time.monotonic() + seconds
        self.tell(request, deadline)
        return self.listen(deadline)

    def tell(self, request: Record, deadline: float) -> None:
        if wire.has_unread(self.sock):
            raise wire.ProtocolError("a reply came that nobody had asked for")
        self.calls += 1
        wire.send(self.sock, self.calls, request, deadline)

    def listen(self, deadline: float) -> Record:
        call, reply = wire.receive(self.sock, deadline)
        if call != self.calls or not isinstance(reply, Record):
            raise wire.ProtocolError(f"reply to call {call}, expected one to {self.calls}")
        if self.hidden_paths is not None:
            return Record(reply.kind, neutral(reply.fields, self.hidden_paths))
        return reply

    def hand_over(self, carrier: Channel) -> None:
        """Give the far end to the process at the other end of `carrier`."""
        socket.send_fds(carrier.sock, [b"."], [self.far_end.fileno()])
        self.far_end.close()

    def close(self) -> None:
        self.sock.close()
        self.far_end.close()
