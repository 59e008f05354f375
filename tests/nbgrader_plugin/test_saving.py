"""Scores, reasons and "nobody knows" in a real gradebook, and back out of it."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.nbgrader_plugin.judging import KEY, Findings
from autograder.nbgrader_plugin.saving import GetScores, SaveScoresAndReasons

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own


@pytest.fixture
def graded(cells: Any) -> Any:
    """f's check gave 2 of 3, g's needs a regrade, the answer waits for a person."""
    made = cells.notebook(
        cells.solution("def f(): ...", "f"),
        cells.test("check(f)", "check_f", 3),
        cells.solution("def g(): ...", "g"),
        cells.test("check(g)", "check_g", 3),
        cells.answer("because", "why"),
    )
    score = nbformat.v4.new_output("execute_result", data={"text/plain": "2.0"})
    made.cells[1].outputs = [score]
    made.cells[3].outputs = [nbformat.v4.new_output("error", ename="x", evalue="", traceback=[])]
    return made


@pytest.fixture
def resources(database: str) -> dict[str, Any]:
    with Gradebook(database) as book:
        book.add_student("alice")
        book.add_submission("a", "alice")
    names = {"notebook": "a", "assignment": "a", "student": "alice", "db_url": database}
    findings = Findings(reasons={"f": "why not all", "g": ""}, regrade={"check_g"})
    return {"nbgrader": names, KEY: findings}


def grades(database: str) -> dict[str, tuple[float | None, bool]]:
    with Gradebook(database) as book:
        found = book.find_submission_notebook("a", "a", "alice").grades
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in found}


def comment(database: str, name: str) -> str | None:
    with Gradebook(database) as book:
        return book.find_comment(name, "a", "a", "alice").auto_comment  # type: ignore[no-any-return]


def test_a_score_that_nobody_knows_is_neither_zero_nor_full(
    database: str, graded: Any, resources: Any
) -> None:
    SaveScoresAndReasons().preprocess(graded, resources)
    saved = grades(database)
    assert saved["check_f"] == (2.0, False)
    assert saved["check_g"] == (None, True)
    assert saved["why"] == (None, True)
    assert comment(database, "f") == "why not all"
    assert comment(database, "g") == "All checks passed."


def test_a_grade_given_by_hand_outlives_a_regrade(
    database: str, graded: Any, resources: Any
) -> None:
    SaveScoresAndReasons().preprocess(graded, resources)
    with Gradebook(database) as book:
        book.find_grade("why", "a", "a", "alice").manual_score = 1.5
        book.db.commit()
    SaveScoresAndReasons().preprocess(graded, resources)
    with Gradebook(database) as book:
        assert book.find_grade("why", "a", "a", "alice").score == 1.5


def test_for_the_feedback_they_come_back_and_reasons_are_not_said_twice(
    database: str, graded: Any, resources: Any
) -> None:
    SaveScoresAndReasons().preprocess(graded, resources)
    with Gradebook(database) as book:
        book.find_comment("g", "a", "a", "alice").manual_comment = "see me"
        book.db.commit()
    made, _resources = GetScores().preprocess(graded, resources)
    marks = {cell.metadata.nbgrader["grade_id"]: cell.metadata.nbgrader for cell in made.cells}
    assert (marks["check_f"]["score"], marks["check_f"]["waits"]) == (2.0, False)
    assert marks["check_g"]["waits"]
    assert marks["why"]["waits"]
    assert (marks["f"]["comment"], marks["g"]["comment"]) == (None, "see me")
    assert resources["nbgrader"]["score"] == 2.0


def test_what_a_person_has_graded_waits_for_nobody(
    database: str, graded: Any, resources: Any
) -> None:
    SaveScoresAndReasons().preprocess(graded, resources)
    with Gradebook(database) as book:
        for name in ("why", "check_g"):
            book.find_grade(name, "a", "a", "alice").manual_score = 1
        book.db.commit()
    SaveScoresAndReasons().preprocess(graded, resources)  # marks both for another look
    made, _resources = GetScores().preprocess(graded, resources)
    marks = {cell.metadata.nbgrader["grade_id"]: cell.metadata.nbgrader for cell in made.cells}
    for name in ("why", "check_g"):
        assert (marks[name]["score"], marks[name]["waits"]) == (1, False)
