"""The page a student gets: the verdicts on top, everything escaped, nothing from elsewhere."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup

from autograder.nbgrader_plugin.feedback import feedback_page
from autograder.nbgrader_plugin.hidden import HideTests
from autograder.nbgrader_plugin.outputs import score_cell
from autograder.nbgrader_plugin.reading import note_cell
from autograder.outcome import CheckOutcome, ExerciseOutcome, Status

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}"
GRADE = {"notebook": "softmax", "score": 2, "max_score": 5, "late_penalty": 0}


def page(*cells: Any, **grade: Any) -> BeautifulSoup:
    html = feedback_page(nbformat.v4.new_notebook(cells=list(cells)), GRADE | grade)
    return BeautifulSoup(html, "html.parser")


@pytest.fixture
def graded(cells: Any) -> Any:
    """A check cell with 2 of 3 points."""
    cell = cells.test("check(softmax)", "check_softmax", 3)
    checks = (
        CheckOutcome("a", Status.PASSED, 2.0, 2.0),
        CheckOutcome("b", Status.FAILED, 0.0, 1.0, f"{EVIL} came"),
    )
    score_cell(cell, ExerciseOutcome("softmax", checks))
    cell.metadata.nbgrader |= {"score": 2, "waits": False}
    return cell


def test_the_verdicts_stand_on_top_and_lead_to_their_cells(graded: Any, cells: Any) -> None:
    why = cells.answer("because", "why_so")
    why.metadata.nbgrader |= {"score": 0, "waits": True}
    shown = page(cells.solution("def softmax(X): ...", "softmax"), graded, why)
    rows = [row.get_text(" ", strip=True) for row in shown.select("table.parts tbody tr")]
    assert rows == ["softmax 2 / 3", "why so (written answer) not graded yet (of 2)"]
    for link in shown.select("table.parts a"):
        assert shown.find(id=str(link["href"])[1:]) is not None
    assert "Score: 2 of 5" in shown.get_text()
    assert "wrong" in shown.select_one(".verdict").get_text()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("score", "waits", "kind"), [(3, False, "full"), (1, False, "some"), (0, False, "none"), (0, True, "waits")]
)  # fmt: skip
def test_how_a_verdict_looks(score: float, waits: bool, kind: str, graded: Any) -> None:
    graded.metadata.nbgrader |= {"score": score, "waits": waits}
    (row,) = page(graded).select("table.parts tbody tr")
    assert row["class"] == [kind]


def test_a_penalty_is_said(graded: Any) -> None:
    assert "late: 1.5 points" in page(graded, late_penalty=1.5).get_text()
    assert "late" not in page(graded).get_text()


def outputs() -> list[Any]:
    new = nbformat.v4.new_output
    return [
        new("stream", name="stdout", text=f"\x1b[31m{EVIL}"),
        new("stream", name="stderr", text=EVIL),
        new("display_data", data={"text/html": EVIL}),
        new("display_data", data={"text/plain": EVIL}),
        new("execute_result", data={"image/png": "iVBOR"}),
        new("display_data", data={"image/svg+xml": EVIL, "application/javascript": "alert(1)"}),
        new("error", ename=EVIL, evalue=EVIL, traceback=[EVIL]),
    ]


def test_nothing_acts_and_nothing_is_loaded(graded: Any, cells: Any) -> None:
    """Even of a notebook that nobody has made harmless before."""
    code = cells.code(EVIL)
    code.outputs = outputs()
    task = cells.text("Do.", "task", task=True, points=1)
    task.metadata.nbgrader |= {"comment": f"{EVIL} ![x](https://evil/x.png) ![y](attachment:y)"}
    raw = nbformat.v4.new_raw_cell(EVIL)
    shown = page(code, graded, cells.text(EVIL), note_cell(EVIL), raw, task)
    for element in shown.find_all():
        assert element.name not in ("script", "iframe", "object", "embed", "form", "link", "svg")
        for name, value in element.attrs.items():
            assert not name.startswith("on")
            assert name != "src" or str(value).startswith("data:image/")
            assert name != "href" or str(value).startswith("#")
    assert "49" not in shown.get_text(), "no template is filled in twice"
    policy = shown.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert "default-src 'none'" in policy["content"]  # type: ignore[index,operator]


def test_a_hidden_test_is_not_on_the_page(cells: Any) -> None:
    source = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == 4\n### END HIDDEN TESTS"
    own = cells.test(source, "own", 1)
    comment = cells.solution("### BEGIN HIDDEN TESTS\ndef f(x): ...", "f")
    made = nbformat.v4.new_notebook(cells=[comment, own])
    made, _resources = HideTests().preprocess(made, {})
    text = re.sub(r"\s+", " ", page(*made.cells).get_text())
    assert "assert f(1) == 1" in text
    assert "f(2)" not in text
    assert "BEGIN HIDDEN TESTS def f" in text, "a student's cell stays as it is"
