"""Scores and reasons into the gradebook, and out of it for the feedback."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades, SaveAutoGrades

from autograder.messages import _
from autograder.nbgrader_plugin.judging import KEY


class SaveScoresAndReasons(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's own saving, and what it has no place for: why, and "we do not know"."""

    def _add_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._add_score(cell, resources)
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        if grade_id in resources[KEY].regrade:
            names = (self.notebook_id, self.assignment_id, self.student_id)
            grade = self.gradebook.find_grade(grade_id, *names)
            grade.auto_score, grade.needs_manual_grade = None, True  # neither 0 nor full marks
            self.gradebook.db.commit()

    def _add_comment(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._add_comment(cell, resources)
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        reasons = resources[KEY].reasons.get(grade_id)
        if reasons is not None:
            names = (self.notebook_id, self.assignment_id, self.student_id)
            comment = self.gradebook.find_comment(grade_id, *names)
            comment.auto_comment = reasons or _("All checks passed.")
            self.gradebook.db.commit()


class GetScores(GetGrades):  # type: ignore[misc]
    """nbgrader's own, which shows work that nobody has graded yet as worth nothing."""

    def _get_comment(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        """The judge's reasons stand in full below the check cell: not once more as a comment."""
        super()._get_comment(cell, resources)
        if cell.cell_type == "code":
            names = (self.notebook_id, self.assignment_id, self.student_id)
            marks = cell.metadata["nbgrader"]
            marks["comment"] = self.gradebook.find_comment(marks["grade_id"], *names).manual_comment

    def _get_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._get_score(cell, resources)
        marks = cell.metadata["nbgrader"]
        names = (self.notebook_id, self.assignment_id, self.student_id)
        grade = self.gradebook.find_grade(marks["grade_id"], *names)
        # A grade given by hand is marked for another look when it is autograded again.
        marks["waits"] = grade.needs_manual_grade and grade.manual_score is None
