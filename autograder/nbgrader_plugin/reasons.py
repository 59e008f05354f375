"""Why an exercise lost points, as the comment that nbgrader keeps beside the score."""

from __future__ import annotations

import re

from autograder.messages import _
from autograder.outcome import ExerciseOutcome, Status
from autograder.report.exercise import rows, score

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>&~$])")


def reasons(outcome: ExerciseOutcome) -> str:
    """Markdown: the score and each check not passed with what it found; empty for full marks."""
    lost = [row for row in rows(outcome) if row.status is not Status.PASSED]
    if not lost:
        return ""
    if all(row.status is Status.MISSING for row in lost) and len(lost) == len(outcome.checks):
        return _escaped(outcome.checks[0].message)
    lines = [_escaped(f"{outcome.name}: {score(outcome)}"), ""]
    for row in lost:
        text = f"{row.word}: {row.title} ({row.points})"
        lines.append(
            f"- {_escaped(text)}" + (f"<br>{_escaped(row.message)}" if row.message else "")
        )
    return "\n".join(lines)


def regrade_reason(error: Exception) -> str:
    return _("A fault of the grader ({error}): this needs a regrade.").format(
        error=type(error).__name__
    )


def _escaped(text: str) -> str:
    """Text in which nothing is Markdown or HTML: messages quote what students wrote."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
