"""Hidden tests: the parts of an instructor's own test cells that students do not get to see.

Students' code that runs in one process with them can read them. So a notebook is run twice: once
without them, which gives all that is shown, and once with them, which gives only whether they pass.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests

from autograder.nbgrader_plugin.cells import has_hidden_tests


class HideTests(ClearHiddenTests):  # type: ignore[misc]
    """Takes hidden tests out of own test cells: nbgrader has put them back for grading."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, cell_index: int
    ) -> tuple[NotebookNode, Any]:
        if has_hidden_tests(cell):  # in other cells the same words are only a student's comment
            self._remove_hidden_test_region(cell)
        return cell, resources


def without_hidden_tests(nb: NotebookNode) -> NotebookNode:
    """A copy of a notebook as its student knows it."""
    copy = deepcopy(nb)
    for cell in copy.cells:
        HideTests().preprocess_cell(cell, {}, 0)
    return copy
