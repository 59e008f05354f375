"""What the form grader's pages need: names that cannot act, and no long waits."""

from __future__ import annotations

from typing import Any

from markupsafe import escape
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from autograder.nbgrader_plugin.limits import for_code


class EscapeNames(Preprocessor):  # type: ignore[misc]
    """nbgrader writes names as they are into the page of a submission; where they come from a
    learning platform, students choose them."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        for key in ("first_name", "last_name", "student", "notebook_path"):
            if resources.get(key):
                resources[key] = str(escape(resources[key]))
        return nb, resources


class PlainLongCode(Preprocessor):  # type: ignore[misc]
    """Code over the allowance goes without colours: the whole server waits for a highlighter."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        allowance = for_code()
        for cell in nb.cells:
            if cell.cell_type == "code" and not allowance.covers(cell.source):
                cell.metadata["magics_language"] = "text"  # nbconvert's name for another language
        return nb, resources
