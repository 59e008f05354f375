"""Which test cells ask the judge, which are an instructor's own, and which nobody would grade."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.nbgrader_plugin.cells import (
    check_cells,
    foreign_tests,
    misused_checks,
    solution_id,
)

CHECKS = [
    "check(softmax)",
    "# your function\ncheck( softmax )\n",
    '"""How good is it?"""\nfrom autograder import check\n\n# all of it\ncheck(softmax)',
]
MISUSED = [
    "check('softmax')",
    "check(softmax, seconds=3)",
    "check(softmax, 3)",
    "check(*softmax)",
    "check(softmax); check(net)",
    "check(softmax)\nprint()",
    "check()",
    "check(unknown)",
    "_ = check(softmax)",
    "%%time\ncheck(softmax)",
    "%time check(softmax)",
    "check(softmax",
    "autograder.check(softmax)",
    "import autograder as grader\ngrader.check(softmax)",
    "from autograder import check as passes\npasses(softmax)",
    "for each in [softmax]:\n    check(each)",
    "def test():\n    check(softmax)\ntest()",
    "list(map(check, [softmax]))",
]
OWN = [
    "assert softmax",
    "assert softmax, 'check(softmax) says why'",
    "from autograder import check\nassert softmax",
    "def check(f):\n    assert f(1) == check\ncheck(softmax(1))",
    "check = lambda f: f(1)\nassert check(f)",
    "(" * 10_000,
    "x.check(softmax)",
    "",
]


FOREIGN = [
    "%%bash\nexit 1",
    "\n%%python\nraise SystemExit(3)",
    "%%time\n%%bash\nexit 1",
    "!false",
    "assert f\n!false\n",
    "if f:\n    !!false",
    "files = !ls",
    "%sx false",
]
PYTHON = [*OWN, "%%time\nassert f", "%time f()", "%matplotlib inline\nassert f", 'x = """\n!ls"""']


def found(made: Any) -> list[str]:
    return [name for _cell, name in check_cells(made)]


@pytest.mark.parametrize("source", CHECKS)
def test_a_check_cell_is_one_call(source: str, cells: Any) -> None:
    cell = cells.test(source, "check_softmax", 3)
    assert found(cells.notebook(cell, cells.code(source))) == ["softmax"]
    assert misused_checks([cell]) == []


@pytest.mark.parametrize("source", MISUSED)
def test_any_other_use_of_check_is_found(source: str, cells: Any) -> None:
    cell = cells.test(source, "check_softmax", 3)
    assert found(cells.notebook(cell)) == []
    assert misused_checks([cell]) == [cell]
    assert misused_checks([cells.code(source), cells.text(source)]) == [], "elsewhere it may stand"


@pytest.mark.parametrize("source", OWN)
def test_own_tests_are_left_alone(source: str, cells: Any) -> None:
    cell = cells.test(source, "own", 3)
    assert found(cells.notebook(cell)) == []
    assert misused_checks([cell]) == []


@pytest.mark.parametrize("source", FOREIGN)
def test_what_no_python_runs_is_found(source: str, cells: Any) -> None:
    cell = cells.test(source, "own", 3)
    assert foreign_tests([cell, cells.code(source), cells.solution(source, "f")]) == [cell]


@pytest.mark.parametrize("source", PYTHON)
def test_python_with_its_magics_is_not_foreign(source: str, cells: Any) -> None:
    assert foreign_tests([cells.test(source, "own", 3)]) == []


def test_a_check_of_the_courses_own_is_defined_in_a_locked_cell(cells: Any) -> None:
    source = "def check(value):\n    assert value"
    test = cells.test("check(f(3) == 4)", "own", 1)
    timed = cells.test("%%time\ncheck(f(3) == 4)", "timed", 1)
    assert misused_checks([cells.code(source, "helper", locked=True), test, timed]) == []
    assert misused_checks([cells.test(source, "helper", 1), test]) == []
    assert misused_checks([cells.code("from mine import check", "helper", locked=True), test]) == []
    assert misused_checks([cells.code(source), test]) == [test], "students could write that"
    assert misused_checks([test, cells.code(source, "helper", locked=True)]) == [test]


def test_other_ways_to_check_are_found_through_the_cells_before(cells: Any) -> None:
    ways = {
        "def good(f):\n    return check(f)": "good(softmax)",
        "class Good:\n    def __init__(self, f):\n        check(f)": "Good(softmax)",
        "from autograder import check as good": "good(softmax)",
        "import autograder as a": "a.check(softmax)",
    }
    for source, use in ways.items():
        test = cells.test(use, "own", 1)
        assert misused_checks([cells.code(source, "helper", locked=True), test]) == [test]
    plain = [cells.code("X = 1\ncheck(softmax)"), cells.test("assert X", "own", 1)]
    assert misused_checks(plain) == []


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
