"""What is refused when an assignment is made: a test that nobody could fail."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.messages import _
from autograder.nbgrader_plugin.cells import foreign_tests, misused_checks


class RefuseMisusedChecks(NbGraderPreprocessor):  # type: ignore[misc]
    """Ends `nbgrader generate_assignment` at a test cell that would pass by doing nothing."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        misuse = _(
            "These test cells of {notebook} use `check`, but not as a check cell does, so "
            "nobody would run the checks: {cells}. Write check(name) alone in its cell, with "
            "the name of an exercise of the catalog. A `check` of your own has to be defined "
            "in a locked cell."
        )
        foreign = _(
            "These test cells of {notebook} have a part for a shell or another language, which "
            "is not run when notebooks are graded, so they would pass whatever students do: "
            "{cells}. Write them in Python."
        )
        written = [cell for cell in nb.cells if not utils.is_solution(cell)]
        for message, cells in (
            (misuse, misused_checks(written)),
            (foreign, foreign_tests(written)),
        ):
            if cells:
                names = ", ".join(str(cell.metadata.nbgrader["grade_id"]) for cell in cells)
                notebook = resources["nbgrader"]["notebook"]
                raise NbGraderException(message.format(notebook=notebook, cells=names))
        return nb, resources
