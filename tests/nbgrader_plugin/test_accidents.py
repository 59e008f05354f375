"""A class through nbgrader's Python API, which the form grader's button calls: two notebooks, an
instructor's own test cells, late work, regrades, faults of ours, and a student who writes scripts.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbgrader.apps import NbGraderApp
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import PyFileConfigLoader

from autograder.errors import InternalError
from autograder.nbgrader_plugin import judging

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # nbgrader's, about its own gradebook
]
PAIR = "pair"
LATE = """
from nbgrader.plugins import LateSubmissionPlugin


class OnePointPerDay(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late // 86400


c.AssignLatePenalties.plugin_class = OnePointPerDay
"""
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"
RIGHT = {
    "l1_loss": "def l1_loss(y_hat, y):\n    return abs(y_hat - y)",
    "square": "def square(x):\n    return x * x",
    "why": "Because.",
}
BOB = RIGHT | {
    "square": """
import os, sys
def square(x):
    while x < 0: pass
    if x == 0: os._exit(0)
    print("a line on stderr", file=sys.stderr)
    return x * x if x < 5 else get_ipython().displayhook(1.0)
"""
}
MALLORY = {
    "l1_loss": f'''
from IPython.display import HTML, SVG, Markdown, Javascript, display
for kind in (HTML, Markdown, Javascript, SVG):
    display(kind("""<svg onload="alert(1)"></svg>{EVIL}"""))
print("""{EVIL}""")
class L:
    def __call__(self, y_hat, y): raise ValueError("""{EVIL}""")
    __name__ = """{EVIL}"""
L.__name__ = L.__qualname__ = """{EVIL}"""
l1_loss = L()
raise type("""{EVIL}""", (Exception,), {{}})("""{EVIL}""")
''',
    "why": f"{EVIL} [x](javascript:alert(1)) <a href='javascript:alert(1)'>x</a>",
}


def write_sources(course: Any, cells: Any) -> None:
    region = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
    hidden = "assert square(4) == 16\n### BEGIN HIDDEN TESTS\nassert square(7) == 49\n### END HIDDEN TESTS"
    course.write_source("losses", cells.notebook(
        cells.solution(region.format(RIGHT["l1_loss"]), "l1_loss"),
        cells.test("check(l1_loss)", "check_l1_loss", 4),
        cells.answer(region.format("Because."), "why", 2),
    ), PAIR)  # fmt: skip
    course.write_source("own", cells.notebook(
        cells.solution(region.format(RIGHT["square"]), "square"),
        cells.test("assert square(-1) == 1", "negative", 1),
        cells.test("assert square(0) == 0", "zero", 1),
        cells.test("assert square(2) == 4", "two", 1),
        cells.test("square(2)", "shown", 1),
        cells.test(hidden, "hidden", 1),
        cells.test("assert square(6) == 36", "six", 1),
    ), PAIR)  # fmt: skip


def fill(released: Any, work: dict[str, str]) -> Any:
    made = nbformat.from_dict(released)
    for cell in made.cells:
        cell.source = work.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    return made


@pytest.fixture(scope="module")
def course(new_course: Callable[..., Any], cells: Any) -> Any:
    """Alice is right and two days late; bob's function hangs, ends, prints; mallory has one file."""
    course = new_course()
    course.add_config(LATE)
    write_sources(course, cells)
    course.run("generate_assignment", PAIR)
    course.run("db", "assignment", "add", PAIR, "--duedate=2026-02-01 12:00:00 UTC")
    students = {"alice": RIGHT, "bob": BOB, "carol": RIGHT, "mallory": MALLORY}
    for student, work in students.items():
        for name in ("losses", "own") if student != "mallory" else ("losses",):
            path = course.hand_in(student, name, fill(course.released(name, PAIR), work), PAIR)
        day = 3 if student == "alice" else 1
        (path.parent / "timestamp.txt").write_text(f"2026-02-0{day} 12:00:00 UTC")
    return course


@pytest.fixture(scope="module")
def api(course: Any) -> Iterator[NbGraderAPI]:
    """As the form grader's server has it."""
    config = PyFileConfigLoader("nbgrader_config.py", str(course.folder)).load_config()
    app = NbGraderApp(config=config)
    yield NbGraderAPI(parent=app)
    NbGraderApp.clear_instance()


@pytest.fixture(scope="module")
def graded(course: Any, api: NbGraderAPI) -> Any:
    """The course with everybody autograded, one after the other as the button does, and feedback."""
    for student in ("alice", "bob", "carol", "mallory"):
        done = api.autograde(PAIR, student)
        assert done["success"], done
    assert api.generate_feedback(PAIR)["success"]
    return course


def grades(course: Any, student: str, name: str) -> dict[str, tuple[float | None, bool]]:
    with course.gradebook() as book:
        found = book.find_submission_notebook(name, PAIR, student).grades
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in found}


class TestOwnTestCells:
    def test_asserts_are_graded_by_whether_they_pass(self, graded: Any) -> None:
        assert set(graded.scores("alice", "own", PAIR).values()) == {1}
        assert graded.scores("bob", "own", PAIR) == {
            "negative": 0,  # it hangs
            "zero": 0,  # it ends the process
            "two": 1,  # a line on stderr costs nothing
            "shown": 1,  # and what a cell shows is no score
            "hidden": 0,
            "six": 0,  # a forged one is none either
        }

    def test_they_are_said_not_to_be_tamper_proof(self, graded: Any) -> None:
        shown = BeautifulSoup(graded.feedback("bob", "own", PAIR), "html.parser")
        verdicts = [each.get_text(" ") for each in shown.select(".verdict")]
        assert ["not tamper-proof" in text for text in verdicts] == [True] * 6

    def test_a_hidden_test_is_in_no_feedback(self, graded: Any) -> None:
        for student in ("alice", "bob"):
            html = graded.feedback(student, "own", PAIR)
            text = BeautifulSoup(html, "html.parser").get_text()
            assert "assert square(4) == 16" in text
            assert "square(7)" not in text


def test_a_notebook_that_was_not_handed_in_is_worth_nothing(graded: Any) -> None:
    assert set(graded.scores("mallory", "own", PAIR).values()) == {0}


def test_late_work_loses_what_the_courses_rule_takes(graded: Any) -> None:
    with graded.gradebook() as book:
        found = [
            (name, book.find_submission_notebook(name, PAIR, student).late_submission_penalty)
            for student in ("alice", "bob")
            for name in ("losses", "own")
        ]
    assert found == [("losses", 2), ("own", 2), ("losses", None), ("own", None)]
    assert "late: 2 points" in graded.feedback("alice", "own", PAIR)
    assert "Score: 4 of 6" in graded.feedback("alice", "own", PAIR)


class TestScripts:
    @staticmethod
    def check(html: str) -> None:
        for element in BeautifulSoup(html, "html.parser").find_all():
            assert element.name not in ("script", "img", "svg", "iframe")
            assert not [name for name in element.attrs if name.startswith("on")]
            assert not str(element.get("href", "")).lower().startswith("javascript")

    def test_none_is_in_the_graded_notebook(self, graded: Any) -> None:
        for cell in graded.autograded("mallory", "losses", PAIR).cells:
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                assert set(data) <= {"text/plain", "text/html"}
                self.check(data.get("text/html", ""))
            if cell.cell_type == "markdown":
                assert "script" not in cell.source or cell.source.startswith("```")

    def test_none_is_on_the_page(self, graded: Any) -> None:
        html = graded.feedback("mallory", "losses", PAIR)
        self.check(html)
        assert "&lt;script&gt;" in html, "they are shown as text"

    def test_none_is_in_what_the_form_grader_shows(self, graded: Any) -> None:
        """With nbgrader's own template, and nbconvert's setting of our configuration."""
        from nbconvert.exporters import HTMLExporter

        made = graded.autograded("mallory", "losses", PAIR)
        html, _resources = HTMLExporter(sanitize_html=True, template_name="basic").from_notebook_node(made)  # fmt: skip
        self.check(html)


class TestFaultsOfOurs:
    @pytest.fixture
    def faulty(self, graded: Any, api: NbGraderAPI, monkeypatch: pytest.MonkeyPatch) -> Any:
        """The grader dies on bob's notebooks, and a check of carol's raises."""
        real, real_assignment = judging.grade_notebook, judging._assignment_of

        def raises(student: Any, draw: Any) -> None:
            raise ZeroDivisionError("ours")

        def broken(exercises: list[str]) -> Any:
            found = real_assignment(exercises)
            parts = [
                dataclasses.replace(
                    exercise,
                    checks=tuple(dataclasses.replace(check, run=raises) for check in exercise.checks),
                )
                for exercise in found.exercises
            ]  # fmt: skip
            return dataclasses.replace(found, exercises=tuple(parts))

        def sometimes(nb: Any, submission: str, *settings: Any) -> Any:
            if submission.startswith("bob"):
                raise InternalError("the fork server died twice")
            is_carol = submission.startswith("carol")
            monkeypatch.setattr(judging, "_assignment_of", broken if is_carol else real_assignment)
            return real(nb, submission, *settings)

        monkeypatch.setattr(judging, "grade_notebook", sometimes)
        assert api.autograde(PAIR, "*")["success"]
        monkeypatch.undo()
        return graded

    def test_nobody_loses_a_point_and_a_regrade_mends_it(
        self, faulty: Any, api: NbGraderAPI
    ) -> None:
        unknown = (None, True)
        assert grades(faulty, "bob", "losses")["check_l1_loss"] == unknown
        assert set(grades(faulty, "bob", "own").values()) == {unknown}
        assert grades(faulty, "carol", "losses")["check_l1_loss"] == unknown
        assert set(grades(faulty, "carol", "own").values()) == {(1.0, False)}
        assert grades(faulty, "alice", "losses")["check_l1_loss"] == (4.0, False)
        with faulty.gradebook() as book:
            for student, name, cell in (("bob", "losses", "l1_loss"), ("bob", "own", "square"), ("carol", "losses", "l1_loss")):  # fmt: skip
                assert "regrade" in book.find_comment(cell, name, PAIR, student).auto_comment
        assert api.generate_feedback(PAIR, "carol")["success"]
        assert "not graded yet" in faulty.feedback("carol", "losses", PAIR)
        assert api.autograde(PAIR, "carol")["success"]
        assert grades(faulty, "carol", "losses")["check_l1_loss"] == (4.0, False)
        with faulty.gradebook() as book:
            comment = book.find_comment("l1_loss", "losses", PAIR, "carol").auto_comment
        assert comment == "All checks passed."


def test_a_regrade_keeps_what_a_person_gave(graded: Any, api: NbGraderAPI) -> None:
    with graded.gradebook() as book:
        book.find_grade("why", "losses", PAIR, "carol").manual_score = 1.5
        book.find_comment("why", "losses", PAIR, "carol").manual_comment = "see the lecture"
        book.db.commit()
    assert api.autograde(PAIR, "carol")["success"]
    assert api.generate_feedback(PAIR, "carol")["success"]
    with graded.gradebook() as book:
        assert book.find_submission_notebook("losses", PAIR, "carol").score == 5.5
    assert "see the lecture" in graded.feedback("carol", "losses", PAIR)


def test_no_kernel_is_named_that_the_notebook_did_not_have(graded: Any) -> None:
    path = Path(graded.folder, "autograded", "alice", PAIR, "own.ipynb")
    assert json.loads(path.read_text())["metadata"]["kernelspec"]["name"] == "python3"
