"""One exercise's outcome as rows, and as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.course.catalog import assignment, exercise_names
from autograder.messages import _, mark
from autograder.outcome import ExerciseOutcome, Status

# A sign and a word for each status: colour alone, or a sign alone, tells nothing to some readers.
SIGNS = {
    Status.PASSED: ("✓", mark("passed")),
    Status.FAILED: ("✗", mark("wrong")),
    Status.MISSING: ("–", mark("not there yet")),
    Status.ERROR: ("✗", mark("error")),
    Status.TIMEOUT: ("✗", mark("too slow")),
    Status.MEMORY: ("✗", mark("out of memory")),
    Status.CRASHED: ("✗", mark("crashed")),
    Status.FORBIDDEN: ("✗", mark("not allowed")),
    Status.PROTOCOL: ("✗", mark("no usable result")),
    Status.SKIPPED: ("–", mark("not run")),
    Status.INTERNAL: ("?", mark("fault of the grader")),
}


@dataclass(frozen=True)
class Row:
    """One check. `message` is empty when it was passed, or when the one above says the same."""

    status: Status
    sign: str
    word: str
    title: str
    points: str
    message: str


def points(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"


def score(outcome: ExerciseOutcome) -> str:
    """As in "2/3 points", or "?/3" where a fault of ours asks for a regrade."""
    text = _("{score}/{most} points")
    return text.format(score=points(outcome.score), most=points(outcome.max_score))


def rows(outcome: ExerciseOutcome) -> Iterator[Row]:
    titles = _titles(outcome.name)
    said = ""
    for check in outcome.checks:
        sign, word = SIGNS[check.status]
        yield Row(
            status=check.status,
            sign=sign,
            word=_(word),
            title=_(titles.get(check.name, check.name)),
            points=f"{points(check.points)}/{points(check.max_points)}",
            message="" if check.message == said else check.message,
        )
        said = check.message


def _titles(name: str) -> dict[str, str]:
    home = exercise_names().get(name)
    checks = assignment(home).exercise(name).checks if home else ()
    return {check.name: check.title for check in checks}


def exercise_text(outcome: ExerciseOutcome, printed: str = "") -> str:
    """Plain text: a line with the score, one per check, and what is said about those not passed.

    `printed` is what the student's code wrote meanwhile.
    """
    lines = [f"{outcome.name}: {score(outcome)}"]
    for row in rows(outcome):
        lines.append(f"  {row.sign} {row.word}: {row.title} ({row.points})")
        lines += [f"      {row.message}"] if row.message else []
    for mistake in outcome.mistakes:
        lines += [f"  → {mistake.message}", f"    {mistake.hint}"]
    lines += [f"  {note}" for note in outcome.notes]
    if printed:
        lines += [_("  printed:"), *(f"      {line}" for line in printed.splitlines())]
    return "\n".join(lines)
