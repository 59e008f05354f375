"""Run a notebook's cells in the worker, and have the judge answer its check cells.

A check cell is a locked test cell with one line, `check(softmax)`: the judge tries the student's
function, and the cell's points are multiplied by the share of the checks' points that it earns.
Any other locked test cell is an instructor's own: its asserts run among the student's cells, in the
student's process. That is nbgrader's old bargain, and the feedback says so.
"""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from autograder.batch.grade import grader_of_this_thread
from autograder.batch.store import write_verdict
from autograder.course.catalog import assignment, exercise_names
from autograder.jail.submission import Submission
from autograder.judge.check import Assignment
from autograder.nbgrader_plugin.outputs import (
    clean_texts,
    fail_cell,
    is_test,
    score_cell,
    show_cells,
)
from autograder.nbgrader_plugin.reasons import reasons, regrade_reason
from autograder.outcome import Verdict

KEY = "autograder"  # where the resources carry what `saving` needs


@dataclass
class Findings:
    """What scores have no place for; cells go by their grade ids."""

    reasons: dict[str, str] = field(default_factory=dict)  # for solution cells; "" for full marks
    regrade: set[str] = field(default_factory=set)  # test cells whose score nobody knows

    def add(self, solution: str, text: str) -> None:
        """Reasons for a solution cell; several checks may belong to one."""
        before = self.reasons.get(solution, "")
        self.reasons[solution] = "\n\n".join(filter(None, [before, text]))


class Judge(NbGraderPreprocessor):  # type: ignore[misc]
    """In place of nbgrader's `Execute`. It never raises: that would delete a student's output."""

    verdicts = Unicode(
        "verdicts",
        help="Folder for verdict files, in the course's root; none are written if it is empty.",
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        found = resources[KEY] = Findings()
        try:
            clean_texts(nb)
            verdict, loaded = grade_notebook(nb, _name(resources))
            show_cells(nb, loaded)
            self._save(verdict, resources)
            outcomes = {outcome.name: outcome for outcome in verdict.exercises}
            for cell, name in check_cells(nb):
                found.add(solution_id(nb, cell, name), reasons(outcomes[name]))
                if not score_cell(cell, outcomes[name]):
                    found.regrade.add(cell.metadata.nbgrader["grade_id"])
        except Exception as error:
            self.log.exception("The grader failed on %s", _name(resources))
            found = resources[KEY] = Findings()
            for cell in test_cells(nb):
                fail_cell(cell, regrade_reason(error))
                found.regrade.add(cell.metadata.nbgrader["grade_id"])
                found.reasons[solution_id(nb, cell)] = regrade_reason(error)
        return nb, resources

    def _save(self, verdict: Verdict, resources: dict[str, Any]) -> None:
        if self.verdicts:
            try:
                folder = Path(self.verdicts, resources["nbgrader"]["assignment"])
                write_verdict(folder, verdict)
            except OSError as error:
                self.log.error("No verdict file for %s: %s", verdict.submission, error)


def _name(resources: dict[str, Any]) -> str:
    """What the verdict calls the submission; a second notebook of an assignment has its own."""
    names = resources["nbgrader"]
    same = names["notebook"] == names["assignment"]
    return str(names["student"] if same else f"{names['student']}.{names['notebook']}")


def grade_notebook(nb: NotebookNode, submission: str) -> tuple[Verdict, Submission]:
    """The verdict on the exercises that have check cells, and what running the cells left."""
    data = json.dumps(_to_run(nb), ensure_ascii=True).encode()
    exercises = [name for _cell, name in check_cells(nb)]
    return grader_of_this_thread().grade_loaded(
        _assignment_of(exercises), "notebook.ipynb", data, submission=submission, record=True
    )


def _assignment_of(exercises: list[str]) -> Assignment:
    """The assignment these belong to, with nothing but them; a mixed one if there are several."""
    known = exercise_names()
    homes = [assignment(name) for name in dict.fromkeys(known[name] for name in exercises)]
    chosen = tuple(each for home in homes for each in home.exercises if each.name in exercises)
    head = homes[0] if homes else Assignment("", "", ())
    return replace(head, exercises=chosen)


def _to_run(nb: NotebookNode) -> NotebookNode:
    """The notebook as the worker gets it: check cells stay unrun, other tests run like code."""
    copy = nbformat.from_dict(json.loads(json.dumps(nb)))
    asked = {id(cell) for cell, _name in check_cells(copy)}
    for cell in copy.cells:
        if id(cell) not in asked:
            cell.metadata.pop("nbgrader", None)
    return copy


def test_cells(nb: NotebookNode) -> list[NotebookNode]:
    """The code cells that are graded by what they show: not the ones a person grades."""
    return [cell for cell in nb.cells if is_test(cell)]


def check_cells(nb: NotebookNode) -> list[tuple[NotebookNode, str]]:
    """Those that ask the judge, with the exercise's name."""
    pairs = [(cell, _asked_for(cell.source)) for cell in test_cells(nb)]
    return [(cell, name) for cell, name in pairs if name]


def _asked_for(source: str) -> str:
    """`softmax` of a cell `check(softmax)`; empty for any other cell, or no exercise's name."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    match body:
        case [ast.Expr(ast.Call(ast.Name("check"), [ast.Name(name)], []))]:
            return name if name in exercise_names() else ""
    return ""


def solution_id(nb: NotebookNode, cell: NotebookNode, name: str = "") -> str:
    """The solution cell to which a test's reasons belong: of that name, else the one before it."""
    last = ""
    for other in nb.cells:
        if other.cell_type == "code" and utils.is_solution(other):
            last = other.metadata.nbgrader["grade_id"]
            if last == name:
                return name
        if other is cell:
            break
    return last
