"""Verdicts in the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.course.catalog import assignment
from autograder.messages import _, printable
from autograder.outcome import CheckOutcome, ExerciseOutcome, Status, Verdict
from autograder.report.exercise import points

STYLES = {
    Status.PASSED: ("✓", "green"),
    Status.MISSING: ("·", "dim"),
    Status.SKIPPED: ("·", "dim"),
    Status.INTERNAL: ("?", "magenta"),
}
_FAILED = ("✗", "red")


def verdict_view(verdict: Verdict) -> RenderableType:
    """One submission: a line per exercise, below it what was not passed and why."""
    titles = {
        (exercise.name, check.name): check.title
        for exercise in assignment(verdict.assignment).exercises
        for check in exercise.checks
    }
    heading = Text.assemble(
        (printable(verdict.submission, 60), "bold"),
        f"  {verdict.assignment}  ",
        (f"{points(verdict.score)}/{points(verdict.max_score)}", _score_style(verdict)),
        (f"  {verdict.seconds:.2f} s", "dim"),
    )
    messages = {check.message for check in verdict.checks}
    explained = any(exercise.mistakes or exercise.notes for exercise in verdict.exercises)
    if len(messages) == 1 and "" not in messages and not explained:  # one fault behind it all
        return Group(heading, Padding(Text(messages.pop()), (0, 0, 1, 2)))
    width = max(len(exercise.name) for exercise in verdict.exercises)
    parts: list[RenderableType] = [heading]
    for exercise in verdict.exercises:
        parts += _exercise_view(exercise, titles, width)
    return Group(*parts, Text())


def _score_style(verdict: Verdict) -> str:
    if verdict.score is None:
        return "bold magenta"
    return "bold green" if verdict.score == verdict.max_score else "bold yellow"


def _exercise_view(
    exercise: ExerciseOutcome, titles: dict[tuple[str, str], str], width: int
) -> list[RenderableType]:
    marks = Text(" ").join(Text(*STYLES.get(check.status, _FAILED)) for check in exercise.checks)
    score = f"{points(exercise.score)}/{points(exercise.max_score)}"
    line = Text.assemble(f"  {exercise.name:<{width}}  {score:>5}  ", marks)
    if all(check.status is Status.MISSING for check in exercise.checks):
        line.append(f"  {exercise.checks[0].message}", "dim")
        return [line, *_explanation(exercise)]
    parts: list[RenderableType] = [line]
    for group in _by_message(exercise.checks):
        symbol, style = STYLES.get(group[0].status, _FAILED)
        names = [_(titles.get((exercise.name, check.name), check.name)) for check in group]
        title = Text.assemble((f"{symbol} {'; '.join(names)}", style))
        if group[0].status is not Status.FAILED:
            title.append(f"  [{group[0].status}]", "dim")
        parts.append(Padding(title, (0, 0, 0, 6)))
        parts.append(Padding(Text(group[0].message), (0, 0, 0, 8)))
    return [*parts, *_explanation(exercise)]


def _explanation(exercise: ExerciseOutcome) -> list[RenderableType]:
    """The mistakes recognised, each with its question; how it was graded, if not as usual."""
    texts = [
        Text.assemble(("→ ", "yellow"), (mistake.message, "bold"), f" {mistake.hint}")
        for mistake in exercise.mistakes
    ]
    texts += [Text(note, "dim") for note in exercise.notes]
    return [Padding(text, (0, 0, 0, 6)) for text in texts]


def _by_message(checks: Iterable[CheckOutcome]) -> list[list[CheckOutcome]]:
    """The checks not passed, those with the same message together."""
    groups: dict[tuple[str, str], list[CheckOutcome]] = {}
    for check in checks:
        if check.status is not Status.PASSED:
            groups.setdefault((check.status, check.message), []).append(check)
    return list(groups.values())


def summary_view(verdicts: Iterable[Verdict]) -> RenderableType:
    """A class: one line per submission."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(_("submission"), no_wrap=True)
    table.add_column(_("score"), justify="right")
    table.add_column(_("not passed"), ratio=1)
    for verdict in verdicts:
        lost = [
            f"{exercise.name} {points(exercise.score)}/{points(exercise.max_score)}"
            for exercise in verdict.exercises
            if exercise.score != exercise.max_score
        ]
        untouched = all(check.status is Status.MISSING for check in verdict.checks)
        score = f"{points(verdict.score)}/{points(verdict.max_score)}"
        table.add_row(
            Text(printable(verdict.submission, 40)),
            Text(score, _score_style(verdict)),
            Text(_("nothing implemented yet") if untouched else ", ".join(lost)),
        )
    return table
