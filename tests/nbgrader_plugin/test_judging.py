"""Cells run in the worker, check cells are answered by the judge, and nothing raises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from nbgrader.utils import determine_grade

from autograder.errors import InternalError
from autograder.nbgrader_plugin import judging
from autograder.nbgrader_plugin.judging import KEY, Findings, Judge, check_cells, solution_id

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


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("check(softmax)", "softmax"),
        ("# your function\ncheck( softmax )\n", "softmax"),
        ("check(unknown)", ""),
        ("check('softmax')", ""),
        ("check(softmax); print()", ""),
        ("check(softmax, 3)", ""),
        ("check(*softmax)", ""),
        ("assert softmax", ""),
        ("check(softmax", ""),
        ("(" * 10_000, ""),
        ("", ""),
    ],
)
def test_a_check_cell_is_one_line(source: str, name: str, cells: Any) -> None:
    made = cells.notebook(cells.test(source, "check_softmax", 3), cells.code(source))
    assert [found for _cell, found in check_cells(made)] == ([name] if name else [])


def test_reasons_go_to_the_solution_of_that_name_or_the_one_before(cells: Any) -> None:
    made = cells.notebook(
        cells.test("check(net)", "early", 1),
        cells.solution("def softmax(X): ...", "softmax"),
        cells.solution("def net(X): ...", "net"),
        cells.test("check(softmax)", "check_softmax", 1),
        cells.test("check(predict)", "check_predict", 1),
    )
    found = [solution_id(made, cell, name) for cell, name in check_cells(made)]
    assert found == ["", "softmax", "net"]


def test_reasons_of_several_checks_of_one_cell_are_all_kept() -> None:
    findings = Findings()
    for text in ("", "a", "b"):
        findings.add("softmax", text)
    assert findings.reasons == {"softmax": "a\n\nb"}
