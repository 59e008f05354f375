"""What students find in place of a solution, in plain files and in released notebooks alike.

nbgrader_config.py takes STUB from here, and nbgrader's own preprocessor clears the plain files too.
"""

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions

STUB = 'raise NotImplementedError("not implemented yet: put your code in place of this line")'
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def is_exercise(cell: NotebookNode) -> bool:
    """Whether the student writes (part of) this code cell."""
    return cell.cell_type == "code" and BEGIN in cell.source


def is_answer(cell: NotebookNode) -> bool:
    """Whether this is a text cell with the model answer to a question for understanding."""
    return cell.cell_type == "markdown" and "answer" in cell.metadata


def without_solutions(notebook: NotebookNode) -> NotebookNode:
    """The notebook, itself changed: solution regions and model answers replaced by stubs."""
    # A lesson's cells carry no nbgrader metadata yet; those are made for notebooks only.
    clear = ClearSolutions(code_stub={"python": STUB}, enforce_metadata=False)
    notebook, _ = clear.preprocess(notebook, {})
    for cell in filter(is_answer, notebook.cells):
        cell.source = clear.text_stub
    return notebook
