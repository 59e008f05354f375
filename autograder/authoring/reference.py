"""The right definitions of a lesson alone, for the grader: without text, demonstrations, marks.

They go into the package (`autograder.course.answers` reads them), because a grader is installed
without solutions/.
"""

from __future__ import annotations

import ast

from autograder.authoring.stubs import BEGIN, END

_KEPT = (ast.Import, ast.ImportFrom, ast.Assign, ast.FunctionDef, ast.ClassDef)


def definitions(source: str) -> str:
    """Imports, constants, functions and classes of a py:percent text, in their order."""
    lines = source.split("\n")
    parts = []
    for node in ast.parse(source).body:
        if isinstance(node, _KEPT):
            part = lines[node.lineno - 1 : node.end_lineno]
            parts.append("\n".join(line for line in part if line.strip() not in (BEGIN, END)))
    return "\n\n".join(parts) + "\n"
