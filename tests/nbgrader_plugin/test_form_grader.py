"""The form grader's page of a submission, made with its own template and our settings."""

from __future__ import annotations

import time
from typing import Any

import nbformat
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_notebook
from nbgrader.server_extensions.formgrader.handlers import template_path
from traitlets.config import Config

from autograder.nbgrader_plugin import configure
from autograder.nbgrader_plugin.outputs import score_cell
from autograder.outcome import CheckOutcome, ExerciseOutcome, Status

EVIL = """"><img src="x" onerror="alert('x')">"""
NAMES = ("first_name", "last_name", "student", "notebook_path")


def page(made: Any, name: str = "alice") -> str:
    """As the form grader makes it."""
    config = Config()
    configure(config)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [template_path]
    of_page = {"index": 0, "total": 1, "base_url": "", "notebook_id": "n", "assignment_id": "a"}
    html, _resources = HTMLExporter(config=config).from_notebook_node(
        made, resources=dict.fromkeys(NAMES, name) | of_page
    )
    return str(html)


def test_a_name_is_text_on_the_form_graders_page() -> None:
    html = page(new_notebook(), EVIL)
    assert "alert(" in html
    assert "<img" not in html


def test_the_page_has_its_boxes_for_scores_and_comments_and_no_script_of_a_students(
    cells: Any,
) -> None:
    check = cells.test("check(softmax)", "check_softmax", 3)
    score_cell(check, ExerciseOutcome("softmax", (CheckOutcome("a", Status.PASSED, 1.0, 1.0),)))
    shown = cells.code("f()")
    shown.outputs = [nbformat.v4.new_output("display_data", data={"text/html": f"<b>x</b>{EVIL}"})]
    made = cells.notebook(
        cells.solution("def softmax(X): ...", "softmax"),
        check,
        shown,
        cells.answer("because", "why"),
        cells.text("Do.", "task", task=True, points=1),
    )
    soup = BeautifulSoup(page(made), "html.parser")
    assert {box["id"] for box in soup.select("input.score")} == {"check_softmax", "why", "task"}
    boxes = {box["id"] for box in soup.select("textarea.comment")}
    assert boxes == {"softmax-comment", "why-comment", "task-comment"}
    assert soup.find("script", string=lambda text: bool(text and "submission_id" in text))
    assert soup.select("img[onerror], [onerror]") == []
    assert "1/1" in soup.get_text(), "the judge's answer"


def test_long_code_is_shown_whole_and_fast(cells: Any) -> None:
    """Its highlighter needs a time that grows with the square of such a line."""
    page(new_notebook())
    start = time.process_time()
    page(cells.notebook(cells.code("*" * 2_000)))
    short = time.process_time() - start
    start = time.process_time()
    html = page(cells.notebook(cells.code("*" * 200_000), cells.code("x = 1")))
    assert time.process_time() - start < 10 * short, "a hundred times as much"
    assert "*" * 200_000 in html
    assert '<span class="n">x</span>' in html
