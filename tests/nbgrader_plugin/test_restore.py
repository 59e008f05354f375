"""The rules for notebooks whose marked cells are not as they were released."""

from __future__ import annotations

import copy
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.nbgrader_plugin.finding import IS_UNDECIDED, NOTES
from autograder.nbgrader_plugin.reading import NOTE, UNDECIDED
from autograder.nbgrader_plugin.restore import RestoreCells, released_cells, restore


@pytest.fixture
def released(cells: Any) -> Any:
    return cells.notebook(
        cells.text("# The lesson"),
        cells.code("import torch", "imports", locked=True),
        cells.solution("def f(x): raise NotImplementedError", "f"),
        cells.test("check(f)", "check_f", 3),
        cells.solution("def g(x): raise NotImplementedError", "g"),
        cells.test("check(g)", "check_g", 2),
        cells.answer("YOUR ANSWER HERE", "why"),
    )


def by_name(made: Any) -> dict[str, Any]:
    marked = [cell for cell in made.cells if "nbgrader" in cell.metadata]
    return {cell.metadata.nbgrader["grade_id"]: copy.deepcopy(cell) for cell in marked}


def cell_of(made: Any, name: str) -> Any:
    return next(c for c in made.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def outline(made: Any) -> list[tuple[str, str]]:
    """Each cell's grade id and source."""
    return [(c.metadata.get("nbgrader", {}).get("grade_id", ""), c.source) for c in made.cells]


@pytest.fixture
def submitted(released: Any) -> Any:
    made = copy.deepcopy(released)
    cell_of(made, "f").source = "def f(x): return x"
    return made


def test_an_ordinary_submission_stays_as_it_is(released: Any, submitted: Any) -> None:
    before = copy.deepcopy(submitted)
    assert restore(submitted, by_name(released)) == []
    assert outline(submitted) == outline(before)
    assert by_name(submitted)["check_f"].metadata == by_name(released)["check_f"].metadata


class TestDeleted:
    def test_a_check_comes_back_behind_the_cell_before_it(
        self, released: Any, submitted: Any
    ) -> None:
        expected = outline(submitted)
        submitted.cells.remove(cell_of(submitted, "check_f"))
        (note,) = restore(submitted, by_name(released))
        assert "check_f" in note
        assert outline(submitted) == expected

    def test_so_do_several_in_a_row(self, released: Any, submitted: Any) -> None:
        expected = outline(submitted)
        for name in ("check_g", "why"):
            submitted.cells.remove(cell_of(submitted, name))
        assert len(restore(submitted, by_name(released))) == 2
        assert outline(submitted) == expected

    def test_so_does_a_locked_cell_without_points(self, released: Any, submitted: Any) -> None:
        expected = outline(submitted)
        submitted.cells.remove(cell_of(submitted, "imports"))
        (note,) = restore(submitted, by_name(released))
        assert "`imports`" in note
        assert sorted(outline(submitted)) == sorted(expected)

    def test_a_solution_is_missing(self, released: Any, submitted: Any) -> None:
        submitted.cells.remove(cell_of(submitted, "g"))
        (note,) = restore(submitted, by_name(released))
        assert "`g`" in note
        assert "g" not in by_name(submitted)

    def test_of_an_empty_notebook_all_graded_cells_are_there(
        self, released: Any, cells: Any
    ) -> None:
        empty = cells.notebook()
        (note,) = restore(empty, by_name(released))
        assert "None of its cells" in note
        assert list(by_name(empty)) == ["imports", "check_f", "check_g", "why"]


def test_of_several_cells_of_a_name_the_first_one_counts(released: Any, submitted: Any) -> None:
    twin = copy.deepcopy(cell_of(submitted, "check_f"))
    twin.source = "1000"
    submitted.cells.append(twin)
    (note,) = restore(submitted, by_name(released))
    assert "check_f" in note
    assert outline(submitted)[-1] == ("", "1000")
    assert "nbgrader" not in twin.metadata


def test_cells_may_be_moved(released: Any, submitted: Any) -> None:
    submitted.cells.reverse()
    before = outline(submitted)
    assert restore(submitted, by_name(released)) == []
    assert outline(submitted) == before


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_retyped_cell_gets_its_type_back(kind: str, released: Any, submitted: Any) -> None:
    for name in ("f", "check_f"):
        cell_of(submitted, name).cell_type = kind
    notes = restore(submitted, by_name(released))
    assert [kind in note for note in notes] == [True, True]
    assert {cell_of(submitted, name).cell_type for name in ("f", "check_f")} == {"code"}
    nbformat.validate(submitted)


def test_an_answer_made_code_is_text_again(released: Any, submitted: Any) -> None:
    why = cell_of(submitted, "why")
    why.cell_type, why.outputs, why.execution_count = "code", [], 1
    assert len(restore(submitted, by_name(released))) == 1
    assert why.cell_type == "markdown"
    nbformat.validate(submitted)


TAMPERED = {
    "points": {"points": 1000},
    "points that are no number": {"points": "inf"},
    "no points": {"points": None},
    "made a solution": {"solution": True},
    "made ungraded": {"grade": False},
    "unlocked": {"locked": False},
    "made a task": {"task": True},
    "an old version": {"schema_version": 1},
    "a version to come": {"schema_version": 1000},
    "a version that is none": {"schema_version": "<script>"},
    "checksum": {"checksum": "0"},
    "type": {"cell_type": "markdown"},
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED)
def test_marks_come_from_the_gradebook(
    change: dict[str, Any], released: Any, submitted: Any
) -> None:
    cell = cell_of(submitted, "check_f")
    cell.metadata.nbgrader |= change
    notes = restore(submitted, by_name(released))
    assert cell.metadata.nbgrader == by_name(released)["check_f"].metadata.nbgrader
    assert len(notes) == ("points" in change), "who changes points is told so"


INVENTED = [
    {"grade_id": "mine", "grade": True, "solution": False, "points": 1000, "schema_version": 3},
    {"grade_id": ["check_f"], "grade": True},
    {"grade_id": None},
    {},
    [],
    "check_f",
]


@pytest.mark.parametrize("marks", INVENTED)
def test_marks_that_were_not_released_are_taken_off(
    marks: Any, released: Any, submitted: Any, cells: Any
) -> None:
    cell = cells.code("1000")
    cell.metadata["nbgrader"] = marks
    submitted.cells.append(cell)
    assert restore(submitted, by_name(released)) == []
    assert "nbgrader" not in cell.metadata


def test_the_gradebook_says_what_was_released(database: str) -> None:
    with Gradebook(database) as book:
        found = released_cells(book.find_notebook("a", "a"))
    marks = {name: cell.metadata.nbgrader for name, cell in found.items()}
    assert [(m["grade"], m["solution"], m["task"], m.get("points")) for m in marks.values()] == [
        (False, True, False, None), (True, False, False, 3),
        (False, True, False, None), (True, False, False, 3),
        (True, True, False, 2), (False, False, True, 4),
    ]  # fmt: skip
    assert found["check_f"].source == "check(f)"


def test_the_preprocessor_says_on_top_what_it_did(database: str, cells: Any) -> None:
    made = cells.notebook(cells.solution("def f(): ...", "f"))
    names = {"notebook": "a", "assignment": "a", "student": "alice", "db_url": database}
    made, _resources = RestoreCells().preprocess(made, {"nbgrader": names})
    assert made.cells[0].metadata.tags == [NOTE]
    assert "no cell `check_f`" in made.cells[0].source
    assert list(by_name(made)) == ["f", "check_f", "check_g", "why", "essay"]


def test_what_reading_says_stands_there_alone(database: str, cells: Any) -> None:
    names = {"notebook": "a", "assignment": "a", "student": "alice", "db_url": database}
    resources = {"nbgrader": names, NOTES: ["There was no `a.ipynb`."], IS_UNDECIDED: True}
    made, _resources = RestoreCells().preprocess(cells.notebook(), resources)
    assert made.cells[0].metadata.tags == [NOTE, UNDECIDED]
    assert made.cells[0].source.endswith("\n- There was no `a.ipynb`.")


def test_a_students_cell_is_no_note_of_ours(submitted: Any, released: Any) -> None:
    for cell in submitted.cells:
        cell.metadata["tags"] = ["demo", NOTE, UNDECIDED]
    restore(submitted, by_name(released))
    assert [cell.metadata.tags for cell in submitted.cells] == [["demo"]] * len(submitted.cells)


def test_points_and_cells_that_the_instructor_changed_blame_nobody(
    released: Any, submitted: Any, cells: Any
) -> None:
    known = by_name(released)
    known["check_f"].metadata.nbgrader["points"] = 7
    known["new"] = cells.test("check(f)", "new", 1)
    del known["why"]
    notes = restore(submitted, known)
    assert len(notes) == 2
    for note in notes:
        assert "changed" not in note
        assert "deleted" not in note
