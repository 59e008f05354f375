"""Folders as students and platforms fill them, through `nbgrader autograde` and the feedback; and
what `nbgrader validate` makes of a slow check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from traitlets.config import Config

from autograder.course.catalog import assignment, exercise_names
from autograder.nbgrader_plugin import configure

pytestmark = pytest.mark.slow
NAME = "losses"
RIGHT = "def l1_loss(y_hat, y):\n    return abs(y_hat - y)"
WRONG = "def l1_loss(y_hat, y):\n    return y_hat"


@pytest.fixture(scope="module")
def graded(new_course: Callable[..., Any], cells: Any) -> Any:
    course = new_course()
    region = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
    course.write_source(NAME, cells.notebook(
        cells.solution(region.format(RIGHT), "l1_loss"),
        cells.test("check(l1_loss)", "check_l1_loss", 2),
        cells.answer(region.format("Because."), "why", 2),
    ))  # fmt: skip
    course.run("generate_assignment", NAME)
    course.run("db", "assignment", "add", NAME, "--duedate=2026-02-01 12:00:00 UTC")

    def work(source: str) -> Any:
        made = nbformat.from_dict(course.released(NAME))
        for cell in made.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "l1_loss":
                cell.source = source
        return made

    def put(student: str, file: str, made: Any) -> None:
        path = course.hand_in(student, NAME, made)
        path.rename(path.with_name(file))

    put("renamed", f"{NAME} (1).ipynb", work(RIGHT))
    put("text", f"{NAME}.ipynb.txt", work(RIGHT))
    put("several", "one.ipynb", work(RIGHT))
    put("several", "two.ipynb", work(WRONG))
    put("other", "notes.txt", b"I did it on paper.")
    course.hand_in("garbled", NAME, work(RIGHT)).with_name("timestamp.txt").write_text("yesterday")
    course.hand_in("usual", NAME, work(RIGHT)).with_name("timestamp.txt").write_text("2026-01-01")
    course.run("autograde", NAME)
    course.run("generate_feedback", NAME)
    return course


SCORES: dict[str, float | None] = {
    "renamed": 2, "text": 2, "several": None, "other": 0, "garbled": 2, "usual": 2,
}  # fmt: skip


def test_everybody_has_a_score_or_is_waiting_for_one(graded: Any) -> None:
    found = {student: graded.scores(student, NAME)["check_l1_loss"] for student in SCORES}
    assert found == SCORES


def test_what_was_done_is_in_a_note_on_the_page(graded: Any) -> None:
    said = {
        "renamed": f"{NAME} (1).ipynb was taken for it",
        "text": f"{NAME}.ipynb.txt was taken for it",
        "several": "one.ipynb, two.ipynb. Your instructor has been told",
        "other": "What was handed in: notes.txt.",
    }
    for student in SCORES:
        page = BeautifulSoup(graded.feedback(student, NAME), "html.parser")
        notes = [" ".join(note.get_text().split()) for note in page.select(".note")]
        assert len(notes) == (student in said)
        assert said.get(student, "") in "".join(notes)
        assert ("not your mistake" in page.get_text()) == (student == "several")


def test_nothing_is_late_for_a_time_that_cannot_be_read(graded: Any) -> None:
    with graded.gradebook() as book:
        assert book.find_submission(NAME, "garbled").timestamp is None
        assert book.find_submission(NAME, "usual").timestamp is not None


def test_validate_waits_as_long_as_the_configuration_says(
    new_course: Callable[..., Any], cells: Any
) -> None:
    config = Config()
    configure(config)
    homes = set(exercise_names().values())
    checks = [
        check for home in homes for each in assignment(home).exercises for check in each.checks
    ]
    assert config.Execute.timeout >= 3 * max(check.seconds for check in checks)
    course = new_course()
    course.add_config("c.Execute.timeout = 1")
    made = cells.notebook(cells.test("while True: pass", "hangs", 1))
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, course.folder / "a.ipynb")
    assert "CellTimeoutError" in course.run("validate", "a.ipynb")
