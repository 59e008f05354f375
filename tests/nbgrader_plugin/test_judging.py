"""Cells run in the worker, check cells are answered by the judge, and nothing raises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nbgrader.utils import determine_grade

from autograder.errors import InternalError
from autograder.nbgrader_plugin import judging
from autograder.nbgrader_plugin.judging import KEY, Findings, Judge
from autograder.nbgrader_plugin.reading import UNDECIDED, note_cell

RIGHT = "def l1_loss(y_hat, y):\n    return (y_hat - y.reshape(y_hat.shape)).abs()"
SCALED = "def l2_loss(y_hat, y):\n    return (y_hat - y.reshape(y_hat.shape)) ** 2"  # no half
NAMES = {"assignment": "loss_functions", "student": "alice", "notebook": "loss_functions"}


def judged(made: Any, **settings: Any) -> Findings:
    """Put a notebook through the preprocessor, in place; its findings."""
    resources = {"nbgrader": dict(NAMES)}
    _made, resources = Judge(**settings).preprocess(made, resources)
    return resources[KEY]  # type: ignore[return-value]


def score(made: Any, grade_id: str) -> float:
    cell = next(c for c in made.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)
    return determine_grade(cell)[0]  # type: ignore[no-any-return]


def shown(made: Any, grade_id: str) -> str:
    cell = next(c for c in made.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)
    return str(cell.outputs)


@pytest.fixture
def submitted(cells: Any) -> Any:
    return cells.notebook(
        cells.code("import torch\nprint('hello')"),
        cells.solution(RIGHT, "l1_loss"),
        cells.test("check(l1_loss)", "check_l1_loss", 3),
        cells.solution(SCALED, "l2_loss"),
        cells.test("check(l2_loss)", "check_l2_loss", 2),
        cells.test("assert l1_loss(torch.ones(2), torch.zeros(2)).sum() == 2", "own", 1),
        cells.test("assert l2_loss(torch.ones(2), torch.zeros(2)).sum() == 1", "own_2", 1),
        cells.answer("because", "why"),
    )


def test_every_kind_of_cell_is_graded(submitted: Any) -> None:
    findings = judged(submitted)
    names = ("check_l1_loss", "check_l2_loss", "own", "own_2")
    scores = [score(submitted, name) for name in names]
    assert scores[0] == 3
    assert 0 <= scores[1] < 2
    assert scores[2:] == [1, 0]
    assert findings.reasons["l1_loss"] == ""
    assert "l2_loss: " in findings.reasons["l2_loss"]
    assert not findings.regrade
    assert submitted.cells[0].outputs[0].text == "hello\n"


def test_check_cells_are_not_run_and_their_answer_is_not_the_students(cells: Any) -> None:
    made = cells.notebook(
        cells.code("print('x', flush=True)\ndef check(f): get_ipython().displayhook(3.0)"),
        cells.solution("def l1_loss(y_hat, y): return get_ipython().displayhook(3.0)", "l1_loss"),
        cells.test("check(l1_loss)", "check_l1_loss", 3),
    )
    judged(made)
    assert score(made, "check_l1_loss") == 0


def test_a_notebook_without_checks_is_run_all_the_same(cells: Any) -> None:
    made = cells.notebook(cells.code("1 + 1"), cells.test("assert True", "own", 1))
    judged(made)
    assert score(made, "own") == 1
    assert made.cells[0].outputs[0].data["text/plain"] == "2"


def test_a_fault_of_ours_is_no_score_and_never_raises(
    submitted: Any, cells: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise InternalError("the fork server died twice")

    monkeypatch.setattr(judging, "grade_notebook", broken)
    submitted.cells.append(cells.text("<script>alert(1)</script>"))
    findings = judged(submitted)
    assert findings.regrade == {"check_l1_loss", "check_l2_loss", "own", "own_2"}
    assert "regrade" in findings.reasons["l1_loss"]
    assert {score(submitted, name) for name in findings.regrade} == {0}
    assert submitted.cells[-1].source.startswith("```"), "harmless all the same"


def test_a_verdict_file_per_notebook_where_it_is_wanted(submitted: Any, tmp_path: Path) -> None:
    judged(submitted, verdicts=str(tmp_path))
    verdict = json.loads((tmp_path / "loss_functions" / "alice.json").read_text())
    assert verdict["score"] < verdict["max_score"]
    assert [each["name"] for each in verdict["exercises"]] == ["l2_loss", "l1_loss"]


def test_a_folder_that_cannot_be_written_costs_nothing(submitted: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    judged(submitted, verdicts=str(tmp_path / "file"))
    assert score(submitted, "check_l1_loss") == 3


def test_reasons_of_several_checks_of_one_cell_are_all_kept() -> None:
    findings = Findings()
    for text in ("", "a", "b"):
        findings.add("softmax", text)
    assert findings.reasons == {"softmax": "a\n\nb"}


MISUSED = {
    "text": "check('l1_loss')",
    "seconds": "check(l1_loss, seconds=1)",
    "two": "check(l1_loss); check(l1_loss)",
    "timed": "%%time\ncheck(l1_loss)",
    "assigned": "_ = check(l1_loss)",
    "unknown": "check(no_exercise)",
    "all": "check()",
    "module": "import autograder\nautograder.check(l1_loss)",
}


def test_a_test_that_the_judge_cannot_answer_gives_no_points_and_asks_for_a_regrade(
    cells: Any,
) -> None:
    tests = [cells.test(source, name, 2) for name, source in MISUSED.items()]
    made = cells.notebook(
        cells.code("from autograder import check\nno_exercise = 1"),
        cells.solution(RIGHT, "l1_loss"),
        cells.test("from autograder import check\ncheck(l1_loss)", "right", 3),
        *tests,
    )
    findings = judged(made)
    assert findings.regrade == set(MISUSED)
    assert {score(made, name) for name in MISUSED} == {0}
    assert score(made, "right") == 3
    assert "check(name) alone in its cell" in findings.reasons["l1_loss"]
    for name in MISUSED:
        assert "not your mistake" in shown(made, name)


def test_a_test_for_a_shell_gives_no_points_and_asks_for_a_regrade(cells: Any) -> None:
    made = cells.notebook(
        cells.solution("x = 1", "x"),
        cells.test("%%bash\nexit 1", "shell", 1),
        cells.test("assert x", "own", 1),
    )
    findings = judged(made)
    assert findings.regrade == {"shell"}
    assert "Write it in Python" in findings.reasons["x"]
    assert (score(made, "shell"), score(made, "own")) == (0, 1)


def test_a_check_of_the_courses_own_is_an_own_test(cells: Any) -> None:
    made = cells.notebook(
        cells.solution("def double(x): return 2 * x", "double"),
        cells.test("def check(value):\n    assert value", "defined", 1),
        cells.test("check(double(2) == 4)", "passed", 1),
        cells.test("check(double(2) == 5)", "failed", 1),
    )
    assert not judged(made).regrade
    assert [score(made, name) for name in ("defined", "passed", "failed")] == [1, 1, 0]


READS_ALL = """
import gc, linecache, re, sys
found = False
def look():
    global found
    kept, frame = [linecache.cache], sys._getframe()
    while frame is not None:
        kept += [frame.f_locals, frame.f_code.co_consts]
        frame = frame.f_back
    kept += [each for each in gc.get_objects() if type(each) in (str, bytes, dict)]
    found = found or any(re.search("710[7]7", repr(each)) for each in kept)
    print("found" if found else "nothing")
def double(x):
    look()
    return 2 * x
look()
"""


def test_what_students_code_can_read_of_hidden_tests_is_shown_nowhere(cells: Any) -> None:
    hidden = "assert double(1) == 2\n### BEGIN HIDDEN TESTS\nassert double({}) == {}\n### END HIDDEN TESTS"
    made = cells.notebook(
        cells.solution(READS_ALL, "double"),
        cells.test(hidden.format(71077, 142154), "passes", 1),
        cells.test(hidden.format(71077, 142155), "fails", 1),
        cells.code("look()"),
    )
    judged(made)
    assert [score(made, name) for name in ("passes", "fails")] == [1, 0]
    outputs = str([cell.get("outputs") for cell in made.cells])
    assert "nothing" in outputs
    assert "found" not in outputs
    assert "71077" in made.cells[1].source, "the instructor sees it"


def test_of_several_files_that_may_be_meant_none_is_graded(submitted: Any) -> None:
    submitted.cells.insert(0, note_cell("Which?", UNDECIDED))
    findings = judged(submitted)
    assert findings.regrade == {"check_l1_loss", "check_l2_loss", "own", "own_2", "why"}
    assert "the notebook's name" in findings.reasons["l1_loss"]
    assert "not your mistake" in shown(submitted, "own")


def test_own_tests_behind_cells_that_end_the_process_again_and_again_have_not_passed(
    cells: Any,
) -> None:
    made = cells.notebook(
        cells.test("x = 1", "before", 1),
        *[cells.code("import os; os._exit(0)") for _ in range(5)],
        cells.test("assert False", "after", 1),
    )
    judged(made)
    assert [score(made, name) for name in ("before", "after")] == [1, 0]
    assert "was not run" in shown(made, "after")


def test_the_time_for_a_cell_can_be_set(cells: Any) -> None:
    made = cells.notebook(
        cells.code("import time"),
        cells.test("time.sleep(3)", "slow", 1),
        cells.test("assert True", "quick", 1),
    )
    judged(made, cell_seconds=0.5)
    assert [score(made, name) for name in ("slow", "quick")] == [0, 1]
