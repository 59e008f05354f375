"""Hidden tests decide, and are on no page and in no process that could put them on one."""

from __future__ import annotations

from typing import Any

import nbformat

from autograder.nbgrader_plugin.hidden import HideTests, without_hidden_tests

SOURCE = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == 4\n### END HIDDEN TESTS"


def test_they_are_taken_out_of_own_test_cells_only(cells: Any) -> None:
    made = cells.notebook(
        cells.solution(SOURCE, "f"), cells.test(SOURCE, "own", 1), cells.code("x")
    )
    hidden, _resources = HideTests().preprocess(nbformat.from_dict(made), {})
    assert [cell.source for cell in hidden.cells] == [SOURCE, "assert f(1) == 1", "x"]


def test_a_copy_without_them_leaves_the_notebook_as_it_is(cells: Any) -> None:
    made = cells.notebook(cells.test(SOURCE, "own", 1))
    assert without_hidden_tests(made).cells[0].source == "assert f(1) == 1"
    assert made.cells[0].source == SOURCE
