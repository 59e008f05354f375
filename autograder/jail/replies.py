"""What a submission's process answers, checked: its code can forge every field.

wire.ProtocolError for anything that is not of the kind it has to be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autograder.wire import ProtocolError, Record

_MOST = 2**31  # of a process number, a line, a cell's number


@dataclass(frozen=True)
class Exit:
    """How a child ended: a negative code is a signal's number; None when nobody could tell."""

    exit_code: int | None
    cpu_seconds: float
    out_of_memory: bool = False  # it and all others were ended for the memory they took together


@dataclass(frozen=True)
class Place:
    """The piece of a file that is running: its number, its place and line, what it defines."""

    cell: int
    place: str
    line: int
    names: list[str]
    number: int

    @classmethod
    def of(cls, running: Record) -> Place:
        return cls(
            _number(running["cell"]),
            _text(running["place"]),
            _number(running["line"]),
            sorted(_texts(running["names"])),
            _number(running["number"]),
        )

    def stopped(self, reason: str) -> Record:
        """The fault of a piece that could not be let run to its end."""
        return Record("fault", {"type": "", "message": reason, "line": self.line,
                                "place": self.place, "source": "", "function": "",
                                "is_own": False, "names": self.names,
                                "cell": self.number})  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """What running the file left: untouched stubs, all that can be called, what went wrong."""

    stubs: frozenset[str]
    names: frozenset[str]
    faults: list[Record]
    outputs: dict[int, list[Record]]  # by the number of a notebook's cell; empty unless asked for
    has_threads: bool = False  # besides the one that ran the file
    taken: dict[str, str] = field(default_factory=dict)  # see `Submission.taken`
    redefined: dict[str, tuple[str, int]] = field(default_factory=dict)  # `Submission.redefined`

    @classmethod
    def of(cls, reply: Record) -> Loaded:
        names, stubs = _texts(reply["names"]), _texts(reply["stubs"])
        faults, outputs = _records(reply["faults"]), _outputs(reply["outputs"])
        has_threads, taken = _number(reply["threads"]) > 1, _taken(reply.get("taken", {}))
        redefined = _places(reply.get("redefined", {}))
        return cls(stubs, names, faults, outputs, has_threads, taken, redefined)


def reason_of(reply: Record) -> str:
    return _text(reply["reason"])


def pid_of(reply: Record) -> int:
    return _number(reply["pid"])


def exit_of(reply: Record) -> Exit:
    code, seconds = reply["exit_code"], reply["cpu_seconds"]
    if not isinstance(code, int | None) or not isinstance(seconds, int | float):
        raise ProtocolError("an exit code or a time that is no number")
    return Exit(code, float(seconds))


def _outputs(value: Any) -> dict[int, list[Record]]:
    """The outputs by cell; what is in them is the student's, to be read with care."""
    if not isinstance(value, dict) or not all(number.isdecimal() for number in value):
        raise ProtocolError("outputs without their cells' numbers")
    return {int(number[:9]): _records(kept) for number, kept in value.items()}


def _taken(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ProtocolError("types that do not belong to names")
    return {name: _text(kind) for name, kind in value.items()}


def _places(value: Any) -> dict[str, tuple[str, int]]:
    match value:
        case dict() if all(isinstance(pair, list) and len(pair) == 2 for pair in value.values()):
            return {name: (_text(place), _number(line)) for name, (place, line) in value.items()}
    raise ProtocolError("places that do not belong to names")


def _records(value: Any) -> list[Record]:
    if not isinstance(value, list) or not all(isinstance(each, Record) for each in value):
        raise ProtocolError("something that is no list of records")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ProtocolError("something that is no text where text is expected")
    return value


def _texts(value: Any) -> frozenset[str]:
    if not isinstance(value, list):
        raise ProtocolError("something that is no list of names")
    return frozenset(map(_text, value))


def _number(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value < _MOST:
        raise ProtocolError("something that is no number in its range")
    return value
