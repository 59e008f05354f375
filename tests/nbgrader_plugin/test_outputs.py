"""What is shown in a graded notebook, and that nothing but ours in it can become a score."""

from __future__ import annotations

import base64
from typing import Any

import nbformat
import pytest
from nbgrader.utils import determine_grade

from autograder.jail.replies import Loaded
from autograder.jail.submission import Submission
from autograder.nbgrader_plugin.limits import for_html
from autograder.nbgrader_plugin.outputs import (
    clean_texts,
    fail_cell,
    score_cell,
    settle_hidden_tests,
    show_cells,
)
from autograder.outcome import CheckOutcome, ExerciseOutcome, Status
from autograder.wire import Record

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n rest").decode()
EVIL = "<script>alert(1)</script>"


def ran(outputs: dict[int, list[Record]], *faults: Record, unreadable: str = "") -> Submission:
    """A submission whose cells have been run with these outputs."""
    loaded = Loaded(frozenset(), frozenset(), list(faults), outputs)
    return Submission(None, "a.ipynb", b"", loaded=loaded, unreadable=unreadable)  # type: ignore[arg-type]


def stream(name: Any, text: Any) -> Record:
    return Record("stream", {"name": name, "text": text})


def result(**data: Any) -> Record:
    return Record("result", {"data": {k.replace("_", "/", 1): v for k, v in data.items()}})


def fault(cell: int, kind: str = "ValueError", message: str = "no") -> Record:
    return Record("fault", {"type": kind, "message": message, "cell": cell, "line": 2,
                            "place": "notebook.ipynb, cell 1", "source": "1 / 0"})  # fmt: skip


def outcome(*points: float | None, each: float = 1.0) -> ExerciseOutcome:
    status = {None: Status.INTERNAL, 0.0: Status.FAILED}
    checks = (
        CheckOutcome(f"c{n}", status.get(p, Status.PASSED), p, each, "why") for n, p in enumerate(points)
    )  # fmt: skip
    return ExerciseOutcome("softmax", tuple(checks))


def score(cell: Any) -> float:
    """What stock nbgrader makes of the cell."""
    given, _most = determine_grade(cell)
    return given  # type: ignore[no-any-return]


class TestOrdinaryCells:
    def test_outputs_are_shown_in_their_order(self, cells: Any) -> None:
        made = cells.notebook(cells.text("x"), cells.code("f()"))
        shown = [stream("stdout", "a\n"), stream("stderr", "b\n"), result(text_plain="3")]
        show_cells(made, ran({2: shown}, fault(2)))
        kinds = [(o.output_type, o.get("name")) for o in made.cells[1].outputs]
        assert kinds == [
            ("stream", "stdout"), ("stream", "stderr"), ("execute_result", None), ("error", None),
        ]  # fmt: skip
        assert "ValueError: no" in made.cells[1].outputs[-1].traceback[0]

    def test_html_is_cleaned_and_only_pictures_are_pictures(self, cells: Any) -> None:
        made = cells.notebook(cells.code("f()"))
        data = {"text_html": f"<b onclick=x>b</b>{EVIL}", "image_png": PNG, "image_jpeg": PNG,
                "text_markdown": EVIL, "application_javascript": "alert(1)"}  # fmt: skip
        show_cells(made, ran({1: [result(**data), result(image_jpeg=EVIL)]}))
        (shown,) = made.cells[0].outputs
        assert shown.data == {"text/html": "<b>b</b>alert(1)", "image/png": PNG}

    @pytest.mark.parametrize(
        "forged",
        [
            stream("evil", "x"), stream("stdout", 3), stream(None, None), Record("result", {}),
            Record("display", {"data": [1]}), result(text_plain=3), Record("evil", {}),
            result(text_html=["<script>"]),
        ],
    )  # fmt: skip
    def test_what_is_no_output_is_left_out(self, forged: Record, cells: Any) -> None:
        made = cells.notebook(cells.code("f()"))
        show_cells(made, ran({1: [forged], 7: [forged]}))
        assert made.cells[0].outputs == []

    def test_long_html_gives_way_to_the_text_beside_it(self, cells: Any) -> None:
        made = cells.notebook(cells.code("f()"), cells.code("g()"))
        long = "<b>" * for_html().each
        both = [result(text_html=long, text_plain="a table"), result(text_html=long)]
        show_cells(made, ran({1: both, 2: [result(text_html="<b>x</b>", text_plain="x")]}))
        first, second = made.cells[0].outputs
        assert list(first.data) == list(second.data) == ["text/plain"]
        assert first.data["text/plain"].startswith("a table\n(HTML of ")
        assert second.data["text/plain"].startswith("(HTML of ")
        assert made.cells[1].outputs[0].data["text/html"] == "<b>x</b>"

    def test_a_long_raw_cell_becomes_a_text(self, cells: Any) -> None:
        raw = nbformat.v4.new_raw_cell
        made = cells.notebook(raw("short"), raw("<b>" * for_html().each))
        clean_texts(made)
        nbformat.validate(made)
        assert [c.cell_type for c in made.cells] == ["raw", "markdown"]
        assert made.cells[1].source.startswith("```\n<b>")

    def test_texts_are_made_harmless(self, cells: Any) -> None:
        made = cells.notebook(cells.text(EVIL), cells.text("fine"), cells.code(EVIL))
        clean_texts(made)
        assert [c.source for c in made.cells] == [f"```\n{EVIL}\n```", "fine", EVIL]


class TestCheckCells:
    @pytest.mark.parametrize(
        ("points", "expected"), [((1.0, 1.0), 6), ((1.0, 0.0), 3), ((0.0, 0.0), 0)]
    )
    def test_the_cells_points_are_shared_like_the_checks(
        self, points: tuple[float, ...], expected: float, cells: Any
    ) -> None:
        cell = cells.test("check(softmax)", "check_softmax", 6)
        assert score_cell(cell, outcome(*points))
        assert score(cell) == expected
        assert [o.output_type for o in cell.outputs] == ["display_data", "execute_result"]

    def test_our_own_fault_is_no_score(self, cells: Any) -> None:
        cell = cells.test("check(softmax)", "check_softmax", 6)
        assert not score_cell(cell, outcome(1.0, None))
        assert [o.output_type for o in cell.outputs] == ["display_data", "error"]
        assert "not your mistake" in cell.outputs[-1].traceback[0]

    def test_a_score_never_leaves_its_range(self, cells: Any) -> None:
        cell = cells.test("check(softmax)", "check_softmax", 6)
        for points, expected in ((7.0, 6), (-1.0, 0)):
            assert score_cell(cell, outcome(points))
            assert score(cell) == expected

    def test_an_exercise_without_checks_is_worth_nothing(self, cells: Any) -> None:
        cell = cells.test("check(softmax)", "check_softmax", 6)
        assert score_cell(cell, ExerciseOutcome("softmax", ()))
        assert score(cell) == 0

    def test_nothing_shown_in_a_check_cell_stays(self, cells: Any) -> None:
        made = cells.notebook(cells.test("check(softmax)", "check_softmax", 6))
        show_cells(made, ran({1: [result(text_plain="6.0"), stream("stderr", "x")]}))
        score_cell(made.cells[0], outcome(0.0))
        assert score(made.cells[0]) == 0

    def test_a_failed_cell_is_worth_nothing_until_it_is_regraded(self, cells: Any) -> None:
        cell = cells.test("check(softmax)", "check_softmax", 6)
        fail_cell(cell)
        assert score(cell) == 0
        assert "not your mistake" in cell.outputs[0].traceback[0]


SHOWN_IN_A_TEST = {
    "nothing": [],
    "a forged score": [result(text_plain="1000")],
    "not a number": [result(text_plain="nan")],
    "a negative one": [result(text_plain="-3")],
    "no text": [result(text_html="x")],
    "an empty one": [result(text_plain="")],
    "a huge one": [result(text_plain="9" * 10_000)],
    "a line on stderr": [stream("stderr", "UserWarning")],
}


class TestOwnTests:
    @pytest.mark.parametrize("shown", SHOWN_IN_A_TEST.values(), ids=SHOWN_IN_A_TEST)
    def test_only_whether_it_failed_counts(self, shown: list[Record], cells: Any) -> None:
        made = cells.notebook(cells.test("assert f() == 3", "own", 2))
        show_cells(made, ran({1: shown}))
        assert score(made.cells[0]) == 2
        show_cells(made, ran({1: shown}, fault(1, "AssertionError", "")))
        assert score(made.cells[0]) == 0

    def test_what_was_printed_and_what_it_is_worth_is_said(self, cells: Any) -> None:
        made = cells.notebook(cells.test("assert f() == 3", "own", 2))
        show_cells(made, ran({1: [stream("stderr", "a warning")]}, fault(1)))
        printed, note, error = made.cells[0].outputs
        assert (printed.name, printed.text) == ("stdout", "a warning")
        assert "not tamper-proof" in note.data["text/plain"]
        assert "1 / 0" in error.traceback[0]

    def test_a_file_that_cannot_be_run_fails_them_all(self, cells: Any) -> None:
        made = cells.notebook(cells.test("assert True", "own", 2))
        show_cells(made, ran({}, unreadable="too many parts hang"))
        assert score(made.cells[0]) == 0
        assert "too many parts hang" in made.cells[0].outputs[-1].traceback[0]

    def test_of_a_hidden_test_nothing_is_shown(self, cells: Any) -> None:
        source = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(2) == 4\n### END HIDDEN TESTS"
        made = cells.notebook(cells.test(source, "own", 2))
        show_cells(made, ran({1: [stream("stdout", "before")]}))
        settle_hidden_tests(made, ran({1: [stream("stdout", "4")]}, fault(1, "AssertionError")))
        assert score(made.cells[0]) == 0
        assert "1 / 0" not in str(made.cells[0].outputs)
        assert "'4'" not in str(made.cells[0].outputs)
        assert "before" in str(made.cells[0].outputs), "of the others is"
        settle_hidden_tests(made, ran({}))
        assert score(made.cells[0]) == 2

    def test_if_a_visible_one_fails_too_it_is_shown(self, cells: Any) -> None:
        made = cells.notebook(cells.test("### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS", "own", 2))
        show_cells(made, ran({}, fault(1)))
        settle_hidden_tests(made, ran({}, unreadable="it hangs"))
        assert score(made.cells[0]) == 0
        assert "1 / 0" in str(made.cells[0].outputs)

    def test_tests_without_hidden_ones_are_settled_already(self, cells: Any) -> None:
        made = cells.notebook(cells.test("assert f() == 3", "own", 2), cells.code("x"))
        show_cells(made, ran({}))
        settle_hidden_tests(made, ran({}, fault(1), fault(2)))
        assert score(made.cells[0]) == 2
