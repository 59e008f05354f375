"""One exercise's outcome as a piece of HTML, for notebooks and feedback pages.

No script, no style sheet, nothing from outside: JupyterLab, VS Code and nbgrader's pages strip the
first two, and the last with `sanitize_html` every attribute but classes and all but a few elements
as well. So it is made of <div>, <span>, <strong> and <pre>, and reads well without any style. The
classes are Bootstrap's, which the form grader has.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.messages import _
from autograder.outcome import ExerciseOutcome, Status
from autograder.report.exercise import rows, score

# Text keeps the page's own colour, light or dark. These have a luminance near 0.2, which is as far
# from white as from black.
GREEN, RED, GREY, AMBER = "#238b45", "#dd3c3c", "#7f7f7f", "#a87000"
COLOURS = {Status.PASSED: GREEN, Status.MISSING: GREY, Status.SKIPPED: GREY}
CLASSES = {GREEN: "text-success", RED: "text-danger", GREY: "text-muted"}


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("autograder", "report"),
        autoescape=True,  # messages quote what students wrote
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def exercise_html(outcome: ExerciseOutcome, printed: str = "") -> str:
    """The score, a row per check, and what is said about those not passed.

    `printed` is what the student's code wrote meanwhile. All text is escaped.
    """
    text: str = (
        _environment()
        .get_template("exercise.html")
        .render(
            _=_,
            outcome=outcome,
            score=score(outcome),
            rows=[(row, COLOURS.get(row.status, RED)) for row in rows(outcome)],
            classes=CLASSES,
            amber=AMBER,
            grey=GREY,
            printed=printed,
        )
    )
    return text
