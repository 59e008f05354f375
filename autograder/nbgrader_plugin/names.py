"""Students' names on the form grader's pages."""

from __future__ import annotations

from typing import Any

from markupsafe import escape
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode


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
