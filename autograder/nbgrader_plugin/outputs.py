"""What a graded notebook's cells show: what the student's code did, and the judge's answer.

nbgrader makes a score of a test cell's outputs (`nbgrader.utils.determine_grade`): an `error` or
anything on stderr is 0, the first `execute_result` is read as the score, none at all is full marks.
So a test cell has exactly one result or error, ours; what the student's process had shown in it is
not there. All HTML and every picture of the student's is cleaned here, once: the form grader and
the feedback page show notebooks on the instructor's own server.
"""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.jail.submission import Submission
from autograder.judge.session import shown_fault
from autograder.messages import _, printable
from autograder.nbgrader_plugin.cells import has_hidden_tests, is_test
from autograder.nbgrader_plugin.limits import Allowance, for_html, for_markdown
from autograder.nbgrader_plugin.text import IMAGES, clean_html, clean_image, safe_markdown, verbatim
from autograder.outcome import ExerciseOutcome
from autograder.report.exercise import exercise_text
from autograder.report.html import exercise_html
from autograder.wire import Record


def clean_texts(nb: NotebookNode) -> None:
    """Make the text cells harmless, and a long raw one a text: the form grader parses those."""
    markdown, raw = for_markdown(), for_html()
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            cell.source = safe_markdown(cell.source, markdown)
        elif cell.cell_type == "raw" and not raw.covers(cell.source):
            cell.cell_type, cell.source = "markdown", verbatim(cell.source)


def show_cells(nb: NotebookNode, loaded: Submission) -> None:
    """Put the outputs that the worker kept into the notebook, and settle own test cells."""
    faults, allowance = _faults(loaded), for_html()
    for number, cell in enumerate(nb.cells, 1):
        if cell.cell_type != "code":
            continue
        kept = [_shown(output, allowance) for output in loaded.loaded.outputs.get(number, ())]
        cell.outputs = [output for output in kept if output is not None]
        if number in faults:
            cell.outputs.append(_error(faults[number]))
        if is_test(cell):
            _settle_own_test(cell, _why_not_run(number, loaded))


def settle_hidden_tests(nb: NotebookNode, loaded: Submission) -> None:
    """Own test cells with hidden tests pass if they do when these are run too.

    Of the hidden ones nothing is shown, neither their text nor what was printed meanwhile.
    """
    faults = _faults(loaded)
    for number, cell in enumerate(nb.cells, 1):
        if not has_hidden_tests(cell):
            continue
        is_shown_failing = cell.outputs[-1].output_type == "error"
        not_run = _why_not_run(number, loaded)
        if not not_run and number not in faults:
            cell.outputs[-1] = _result(float(cell.metadata.nbgrader["points"]))
        elif not is_shown_failing:
            failed = _("A test that is not shown failed.")
            cell.outputs[-1] = _stopped(failed if number in faults else not_run)


def _why_not_run(number: int, loaded: Submission) -> str:
    """Why a cell was not run, or in part only; empty if it was, whatever became of it."""
    if loaded.unreadable:
        return printable(loaded.unreadable)
    if number in loaded.whole:
        return ""
    return _("This test was not run: the cells before it took too long, or ended the process.")


def _faults(loaded: Submission) -> dict[Any, Record]:
    """The first fault of each cell, by its number."""
    return {fault.get("cell"): fault for fault in reversed(loaded.faults)}


def _shown(output: Record, allowance: Allowance) -> NotebookNode | None:
    """An output of the student's process in nbformat's form, or None if it is none."""
    name, text, data = output.get("name"), output.get("text"), output.get("data")
    if output.kind == "stream" and name in ("stdout", "stderr") and isinstance(text, str):
        return nbformat.v4.new_output("stream", name=name, text=text)
    if output.kind not in ("display", "result") or not isinstance(data, dict):
        return None
    kind = "execute_result" if output.kind == "result" else "display_data"
    data = _without_long_html(data, allowance)
    cleaned = {mime: _cleaned(mime, content) for mime, content in data.items()}
    left = {mime: content for mime, content in cleaned.items() if content}
    return nbformat.v4.new_output(kind, data=left) if left else None


def _without_long_html(data: dict[str, Any], allowance: Allowance) -> dict[str, Any]:
    """HTML over the allowance gives way to the plain text beside it, with a line that says so."""
    html, plain = data.get("text/html"), data.get("text/plain")
    if not isinstance(html, str) or allowance.covers(html):
        return data
    note = _("(HTML of {n} characters is too long to be shown here.)").format(n=len(html))
    text = f"{plain}\n{note}" if isinstance(plain, str) else note
    return {mime: content for mime, content in data.items() if mime != "text/html"} | {
        "text/plain": text
    }


def _cleaned(mime: str, content: Any) -> str:
    """Harmless content of that type; empty for all other types."""
    if not isinstance(content, str):
        return ""
    if mime == "text/plain":
        return content
    if mime == "text/html":
        return clean_html(content)
    return clean_image(mime, content) if mime in IMAGES else ""


def _error(fault: Record) -> NotebookNode:
    kind = printable(fault.get("type"), 80) or _("Stopped")
    said = printable(fault.get("message"))
    return nbformat.v4.new_output("error", ename=kind, evalue=said, traceback=[shown_fault(fault)])


def _settle_own_test(cell: NotebookNode, not_run: str) -> None:
    """An instructor's own test cell has passed if it ran to its end; nothing it shows counts."""
    failed = [output for output in cell.outputs if output.output_type == "error"]
    if not_run:
        failed.append(_stopped(not_run))
    shown = [output for output in cell.outputs if output.output_type == "stream"]
    for output in shown:
        output.name = "stdout"  # a warning is no failure
    note = _("An assert of this course's, run in the student's own process: not tamper-proof.")
    result = failed[:1] or [_result(float(cell.metadata.nbgrader["points"]))]
    cell.outputs = [*shown, _display({"text/plain": note}), *result]


def score_cell(cell: NotebookNode, outcome: ExerciseOutcome) -> bool:
    """Show the judge's answer in a check cell, with the score; False if it needs a regrade."""
    feedback = _display({"text/html": exercise_html(outcome), "text/plain": exercise_text(outcome)})
    if outcome.score is None:
        fail_cell(cell)
        cell.outputs.insert(0, feedback)
        return False
    points = float(cell.metadata.nbgrader["points"])
    share = outcome.score / outcome.max_score if outcome.max_score else 0.0
    cell.outputs = [feedback, _result(min(max(points * share, 0.0), points))]
    return True


def fail_cell(cell: NotebookNode) -> None:
    """Show that nobody knows a score; what a student reads who could not help it."""
    message = _(
        "The grader failed here, so there is no score yet. This is not your mistake. Your "
        "instructor has been told and will have it graded again."
    )
    cell.outputs = [_stopped(message)]


def _stopped(reason: str) -> NotebookNode:
    return nbformat.v4.new_output("error", ename=_("Not graded"), evalue=reason, traceback=[reason])


def _display(data: dict[str, str]) -> NotebookNode:
    return nbformat.v4.new_output("display_data", data=data)


def _result(score: float) -> NotebookNode:
    return nbformat.v4.new_output(
        "execute_result", data={"text/plain": repr(score)}, execution_count=None
    )
