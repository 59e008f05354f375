"""Why an exercise lost points, as the comment that nbgrader keeps beside the score.

It is plain text: the form grader shows it in its comment field as long as nobody writes there. Our
feedback page says the same below the check cell, so it does not show these comments; nbgrader's own
page would render them as Markdown, students' quoted words included.
"""

from __future__ import annotations

from autograder.messages import _
from autograder.outcome import ExerciseOutcome, Status
from autograder.report.exercise import rows, score


def reasons(outcome: ExerciseOutcome) -> str:
    """The score and each check not passed with what it found; empty for full marks."""
    lost = [row for row in rows(outcome) if row.status is not Status.PASSED]
    if not lost:
        return ""
    if all(check.status is Status.MISSING for check in outcome.checks):
        return outcome.checks[0].message
    lines = [f"{outcome.name}: {score(outcome)}"]
    for row in lost:
        said = f": {row.message}" if row.message else ""
        lines.append(f"{row.sign} {row.word}: {row.title} ({row.points}){said}")
    return "\n".join(lines)


def regrade_reason(error: Exception) -> str:
    return _("A fault of the grader ({error}): this needs a regrade.").format(
        error=type(error).__name__
    )


def misuse_reason() -> str:
    return _(
        "This test was not run: besides an exercise's own check nothing can ask the judge. Write "
        "check(name) alone in its cell, with the name of an exercise; this needs a regrade then."
    )


def foreign_reason() -> str:
    return _(
        "This test was not run: something in it is for a shell or another language, and only "
        "Python is run here. Write it in Python; this needs a regrade then."
    )


def undecided_reason() -> str:
    return _(
        "There are several files that may be this notebook. Give the right one the notebook's name "
        "in the submitted folder; this needs a regrade then."
    )
