"""A lesson as an nbgrader source notebook: who writes which cell, and what each is worth.

    solution cell   defines one exercise; its solution region is cleared at release
    check cell      `check(softmax)`, locked; the exercise's points stand here
    answer cell     text, graded by a person; nbgrader puts its stub in place of the model answer
    import cell     `from autograder import check`, locked, worth nothing

The same lesson gives the same bytes: cell ids come from names or contents, and there are no dates.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator, ValidationError

from autograder.authoring.guards import without_guard
from autograder.authoring.stubs import is_answer, is_exercise
from autograder.errors import CourseError
from autograder.judge.check import Assignment
from autograder.worker.cells import SHOWN_ONLY

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
IMPORT = "from autograder import check  # check(f) runs the checks of f and shows what they found"


def course_notebook(lesson: NotebookNode, assignment: Assignment) -> NotebookNode:
    """The source notebook of an assignment; CourseError if lesson and catalog do not agree."""
    cells = [made for cell in lesson.cells for made in _cells_for(cell, assignment)]
    first_code = next(i for i, cell in enumerate(cells) if cell.cell_type == "code")
    cells.insert(first_code, _code_cell(IMPORT, _marks("import_check", "code", locked=True)))
    found = [_grade_id(cell) for cell in cells if _is_solution_code(cell)]
    exercises = [exercise.name for exercise in assignment.exercises]
    if sorted(found) != sorted(exercises):
        raise CourseError(
            f"{assignment.name}: every exercise of the catalog needs exactly one solution cell; "
            f"there are cells for {sorted(found)}, the catalog has {sorted(exercises)}"
        )
    _check_questions(cells, assignment.name)
    return notebook_of(cells, f"solutions/{assignment.name}.py")


def notebook_of(cells: list[NotebookNode], source: str) -> NotebookNode:
    """Cells as a valid notebook that names the file it was generated from."""
    metadata = {
        "autograder": {"generated": f"from {source} by `autograder build`"},
        "kernelspec": KERNEL,
        "language_info": {"name": "python"},
    }
    for cell in cells:
        cell.metadata.pop("lines_to_next_cell", None)  # jupytext's note on layout, for plain files
    _name_cells(cells)
    notebook = NotebookNode(nbformat=4, nbformat_minor=5, metadata=metadata, cells=cells)
    try:
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
    except (nbformat.ValidationError, ValidationError) as error:
        raise CourseError(f"{source} makes no valid notebook: {error}") from None
    return notebook


def _cells_for(cell: NotebookNode, assignment: Assignment) -> Iterator[NotebookNode]:
    """What becomes of one cell of the lesson: itself, marked, and its check if it has one."""
    if is_exercise(cell):
        name = _exercise_in(cell, assignment)
        points = _whole(assignment.exercise(name).points)
        yield _with_marks(cell, _marks(name, "code", solution=True))
        marks = _marks(f"check_{name}", "code", grade=True, locked=True, points=points)
        yield _code_cell(f"check({name})", marks)
    elif is_answer(cell):
        name, points = cell.metadata.pop("answer"), cell.metadata.pop("points", 0)
        marks = _marks(name, "markdown", grade=True, solution=True, points=points)
        yield _with_marks(cell, marks)
    else:
        if SHOWN_ONLY in cell.metadata.get("tags", []):
            cell.source = without_guard(cell.source)
        yield cell


def _exercise_in(cell: NotebookNode, assignment: Assignment) -> str:
    """The one exercise that a solution cell defines; CourseError if it is none or several."""
    names = [exercise.name for exercise in assignment.exercises]
    body = ast.parse(cell.source).body
    kinds = (ast.FunctionDef, ast.ClassDef)
    defined = [node.name for node in body if isinstance(node, kinds) and node.name in names]
    if len(defined) != 1:
        raise CourseError(
            f"{assignment.name}: a cell with a solution region has to define exactly one exercise "
            f"of the catalog, this one defines {defined or 'none'}:\n{cell.source[:200]}"
        )
    return defined[0]


def _check_questions(cells: list[NotebookNode], name: str) -> None:
    """CourseError unless a question with its points stands before each answer."""
    for question, answer in zip([None, *cells], cells, strict=False):
        marks = answer.metadata.get("nbgrader", {})
        if answer.cell_type != "markdown" or not marks:
            continue
        points = marks["points"]
        if not isinstance(points, int | float) or points <= 0:
            raise CourseError(f"{name}: answer {marks['grade_id']!r} has points={points!r}")
        if question is None or f"({points} points)" not in question.source:
            raise CourseError(
                f"{name}: before the answer {marks['grade_id']!r} there has to be a text cell with "
                f"its question, which says ({points} points)"
            )


def _marks(grade_id: str, cell_type: str, **marks: Any) -> dict[str, Any]:
    """nbgrader's cell metadata, version 3 of its schema."""
    return {
        "grade": False, "solution": False, "locked": False, "task": False,
        "grade_id": grade_id, "cell_type": cell_type, "schema_version": 3, **marks,
    }  # fmt: skip


def _with_marks(cell: NotebookNode, marks: dict[str, Any]) -> NotebookNode:
    cell.metadata["nbgrader"] = marks
    return cell


def _code_cell(source: str, marks: dict[str, Any]) -> NotebookNode:
    return nbformat.v4.new_code_cell(source, metadata={"nbgrader": marks})


def _is_solution_code(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _whole(points: float) -> float:
    return int(points) if points == int(points) else points


def _name_cells(cells: list[NotebookNode]) -> None:
    """Ids that stay when other cells come or go: the grade id, else from what is in the cell."""
    seen: Counter[str] = Counter()
    for cell in cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        name = _grade_id(cell) or digest
        seen[name] += 1
        cell.id = name if seen[name] == 1 else f"{name}-{seen[name]}"
