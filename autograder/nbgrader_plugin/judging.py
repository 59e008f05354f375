"""Run a notebook's cells in the worker, and have the judge answer its check cells.

A check cell is a locked test cell with one line, `check(softmax)`: the judge tries the student's
function, and the cell's points are multiplied by the share of the checks' points that it earns.
Any other locked test cell is an instructor's own: its asserts run among the student's cells, in the
student's process. That is nbgrader's old bargain, and the feedback says so.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Float, Unicode

from autograder.batch.grade import grader_of_this_thread
from autograder.batch.store import write_verdict
from autograder.course.catalog import assignment, exercise_names
from autograder.jail.submission import CELL_SECONDS, Submission
from autograder.judge.check import Assignment
from autograder.nbgrader_plugin.cells import (
    check_cells,
    foreign_tests,
    has_hidden_tests,
    misused_checks,
    solution_id,
    test_cells,
)
from autograder.nbgrader_plugin.hidden import without_hidden_tests
from autograder.nbgrader_plugin.outputs import (
    clean_texts,
    fail_cell,
    score_cell,
    settle_hidden_tests,
    show_cells,
)
from autograder.nbgrader_plugin.reading import UNDECIDED
from autograder.nbgrader_plugin.reasons import (
    foreign_reason,
    misuse_reason,
    reasons,
    regrade_reason,
    undecided_reason,
)
from autograder.outcome import Verdict

KEY = "autograder"  # where the resources carry what `saving` needs
NOTHING = Assignment("", "", ())


@dataclass
class Findings:
    """What scores have no place for; cells go by their grade ids."""

    reasons: dict[str, str] = field(default_factory=dict)  # for solution cells; "" for full marks
    regrade: set[str] = field(default_factory=set)  # graded cells whose score nobody knows

    def add(self, solution: str, text: str) -> None:
        """Reasons for a solution cell; several checks may belong to one."""
        before = self.reasons.get(solution, "")
        self.reasons[solution] = "\n\n".join(filter(None, [before, text]))

    def fail(self, nb: NotebookNode, cells: list[NotebookNode], reason: str) -> None:
        """Test cells get no score, for a reason that is not the student's."""
        for cell in cells:
            fail_cell(cell)
            self.regrade.add(cell.metadata.nbgrader["grade_id"])
            self.add(solution_id(nb, cell), reason)


class Judge(NbGraderPreprocessor):  # type: ignore[misc]
    """In place of nbgrader's `Execute`. It never raises: that would delete a student's output."""

    verdicts = Unicode(
        "verdicts",
        help="Folder for verdict files, in the course's root; none are written if it is empty.",
    ).tag(config=True)
    cell_seconds = Float(
        CELL_SECONDS,
        help="Time for one cell of a notebook; all of them together have three times that.",
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        found = resources[KEY] = Findings()
        try:
            clean_texts(nb)
            if is_undecided(nb):
                found.fail(nb, test_cells(nb), undecided_reason())
                found.regrade |= graded_ids(nb)
            else:
                self._judge(nb, found, resources)
        except Exception as error:
            self.log.exception("The grader failed on %s", _name(resources))
            found = resources[KEY] = Findings()
            found.fail(nb, test_cells(nb), regrade_reason(error))
        return nb, resources

    def _judge(self, nb: NotebookNode, found: Findings, resources: dict[str, Any]) -> None:
        verdict = grade_notebook(nb, _name(resources), self.cell_seconds)
        self._save(verdict, resources)
        outcomes = {outcome.name: outcome for outcome in verdict.exercises}
        for cell, name in check_cells(nb):
            found.add(solution_id(nb, cell, name), reasons(outcomes[name]))
            if not score_cell(cell, outcomes[name]):
                found.regrade.add(cell.metadata.nbgrader["grade_id"])
        misused = misused_checks(filter(utils.is_locked, nb.cells))
        foreign = [cell for cell in foreign_tests(nb.cells) if cell not in misused]
        for wrong, reason in ((misused, misuse_reason()), (foreign, foreign_reason())):
            found.fail(nb, wrong, reason)
            for cell in wrong:
                self.log.error("%s: %s", cell.metadata.nbgrader["grade_id"], reason)

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


def is_undecided(nb: NotebookNode) -> bool:
    """Whether reading could not tell which of several files was meant."""
    return any(UNDECIDED in cell.metadata.get("tags", ()) for cell in nb.cells)


def graded_ids(nb: NotebookNode) -> set[str]:
    return {cell.metadata.nbgrader["grade_id"] for cell in nb.cells if utils.is_grade(cell)}


def grade_notebook(
    nb: NotebookNode, submission: str, cell_seconds: float = CELL_SECONDS
) -> Verdict:
    """The verdict on the exercises that have check cells; what running the cells left is shown."""
    exercises = _assignment_of([name for _cell, name in check_cells(nb)])
    verdict, loaded = _run(without_hidden_tests(nb), exercises, submission, cell_seconds)
    show_cells(nb, loaded)
    if any(map(has_hidden_tests, nb.cells)):
        settle_hidden_tests(nb, _run(nb, NOTHING, submission, cell_seconds)[1])
    return verdict


def _run(
    nb: NotebookNode, exercises: Assignment, submission: str, cell_seconds: float
) -> tuple[Verdict, Submission]:
    """What the judge says, and what the worker found, which leaves cells with marks unrun."""
    copy = deepcopy(nb)
    asked = {id(cell) for cell, _name in check_cells(copy)}
    for cell in copy.cells:
        if id(cell) not in asked:
            cell.metadata.pop("nbgrader", None)
    data = json.dumps(copy, ensure_ascii=True).encode()
    return grader_of_this_thread().grade_loaded(
        exercises,
        "notebook.ipynb",
        data,
        submission=submission,
        record=True,
        cell_seconds=cell_seconds,
    )


def _assignment_of(exercises: list[str]) -> Assignment:
    """The assignment these belong to, with nothing but them; a mixed one if there are several."""
    known = exercise_names()
    homes = [assignment(name) for name in dict.fromkeys(known[name] for name in exercises)]
    chosen = tuple(each for home in homes for each in home.exercises if each.name in exercises)
    return replace(homes[0] if homes else NOTHING, exercises=chosen)
