"""What is said, and what is left of the points, where an exercise uses what it asks for.

The evidence comes from beside the student's code (`autograder.worker.watch`), so it is read with
care; a forged one costs the forger's own points.
"""

from __future__ import annotations

from dataclasses import replace

from autograder.messages import _, printable
from autograder.outcome import CheckOutcome, Mistake, Status
from autograder.wire import Record


def refusal(exercise: str, used: Record) -> str:
    """The message of every check of an exercise that was seen to use something forbidden."""
    message = _("{name} uses {what}: this exercise is about writing it yourself.")
    return message.format(name=exercise, what=_shown(used))


def remark(exercise: str, mentioned: Record) -> Mistake:
    """For something forbidden that stands in the text and was not run: it costs nothing."""
    message = _("{name} names {what}, though no check saw it used.")
    hint = _("This exercise is about writing it yourself.")
    said = message.format(name=exercise, what=_shown(mentioned))
    return Mistake(f"{exercise}.forbidden", said, hint)


def not_allowed(outcome: CheckOutcome, message: str) -> CheckOutcome:
    """The outcome without its points; a fault of ours stays one."""
    if outcome.status is Status.INTERNAL:
        return outcome
    return replace(outcome, status=Status.FORBIDDEN, points=0.0, message=message)


def _shown(used: Record) -> str:
    """An operation and the student's line, as far as it is known."""
    what, line = printable(used.get("name"), 80), used.get("line")
    if not isinstance(line, int) or line <= 0:
        return what
    return _("{what} ({place}, line {line}: `{source}`)").format(
        what=what,
        place=printable(used.get("place"), 120),
        line=line,
        source=printable(used.get("source"), 200),
    )
