"""What is said of how an exercise was graded, where that is not as usual."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from autograder.judge.record import Judged
from autograder.judge.session import Helpers, shown_fault
from autograder.messages import _, n_, printable
from autograder.wire import Record


def first_mend(broken: Sequence[str]) -> str:
    message = _("It builds on {names}: first make that pass its own checks.")
    return message.format(names=_listed(broken))


def graded_with(helpers: Helpers, broken: Sequence[str]) -> str:
    if set(helpers.names) > set(broken):
        note = n_(
            "Graded with the course's {names}, because your {broken} does not work yet.",
            "Graded with the course's {names}, because your {broken} do not work yet.",
            len(broken),
        )
        return note.format(names=_listed(helpers.names), broken=_listed(broken))
    note = n_(
        "Graded with the course's {names}, because yours does not work yet.",
        "Graded with the course's {names}, because yours do not work yet.",
        len(helpers.names),
    )
    return note.format(names=_listed(helpers.names))


def last_counts(name: str, place: str, line: int) -> str:
    """For a function that is defined more than once."""
    message = _(
        "{name} is defined more than once in the file: the last definition counts "
        "({place}, line {line})."
    )
    return message.format(name=name, place=printable(place, 120), line=line)


def is_kept_from(name: str, fault: Record) -> bool:
    """Whether the function means what it did before because of this fault of the file's."""
    names = fault.get("overtaken")
    return isinstance(names, list) and name in names


def earlier_counts(name: str, fault: Record) -> str:
    """For a function of which a later definition failed."""
    message = _("The last definition of {name} could not be run, so an earlier one counts: {fault}")
    return message.format(name=name, fault=shown_fault(fault))


def with_note(judged: Judged, note: str) -> Judged:
    return replace(judged, outcome=replace(judged.outcome, notes=(*judged.outcome.notes, note)))


def _listed(names: Collection[str]) -> str:
    *most, last = names
    return _("{most} and {last}").format(most=", ".join(most), last=last) if most else last
