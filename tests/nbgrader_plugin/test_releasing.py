"""An assignment with a test that nobody could fail is not made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from nbgrader.converters.base import NbGraderException

from autograder.nbgrader_plugin.releasing import RefuseMisusedChecks

NAMES = {"nbgrader": {"notebook": "a"}}


def test_a_misused_check_is_refused_with_its_cells_name(cells: Any) -> None:
    made = cells.notebook(
        cells.code("from autograder import check as good"),
        cells.solution("check(f)", "f"),
        cells.test("check(softmax)", "right", 1),
        cells.test("check(softmax, seconds=1)", "wrong", 1),
        cells.test("good(softmax)", "wrong_too", 1),
    )
    with pytest.raises(NbGraderException, match=r"of a use .*: wrong, wrong_too\. Write check"):
        RefuseMisusedChecks().preprocess(made, NAMES)


def test_a_test_for_a_shell_is_refused_with_its_cells_name(cells: Any) -> None:
    shell = cells.test("%%bash\nexit 1", "wrong", 1)
    made = cells.notebook(cells.code("!ls"), cells.test("assert f", "right", 1), shell)
    with pytest.raises(NbGraderException, match=r"of a have .*: wrong\. Write them in Python"):
        RefuseMisusedChecks().preprocess(made, NAMES)


def test_others_pass_unchanged(cells: Any) -> None:
    made = cells.notebook(cells.test("check(softmax)", "a", 1), cells.test("assert f", "b", 1))
    assert RefuseMisusedChecks().preprocess(made, NAMES) == (made, NAMES)


@pytest.mark.slow
def test_generate_assignment_says_so_and_releases_nothing(
    new_course: Callable[..., Any], cells: Any
) -> None:
    course = new_course()
    course.write_source("a", cells.notebook(cells.test("check('softmax')", "wrong", 1)))
    assert "check(name) alone in its cell" in course.run("generate_assignment", "a", fails=True)
    assert not (course.folder / "release" / "a" / "a.ipynb").exists()
    course.write_source("a", cells.notebook(cells.test("check(softmax)", "right", 1)))
    course.run("generate_assignment", "a")
    assert course.released("a").cells[-1].source == "check(softmax)"
