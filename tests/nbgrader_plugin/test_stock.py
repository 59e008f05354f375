"""Forgeries and accidents, graded by stock nbgrader and by ours, side by side.

The same students' code in two courses: one without our configuration, its test cells plain asserts
run in a kernel; one with it, its test cells `check(f)`. docs/nbgrader-stock.md has this table.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
NAME = "losses"
POINTS = 2
STOCK_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.Execute.timeout = 4
"""
Score = float | None
Scores = tuple[Score, Score]  # of l2_loss, which is right in every case, and of l1_loss
LOST: Scores = (None, None)  # nothing graded at all

L2 = "def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"
RIGHT = "def l1_loss(y_hat, y):\n    return abs(y_hat - y)"
WRONG = "def l1_loss(y_hat, y):\n    return y_hat"
STUB = "def l1_loss(y_hat, y):\n    raise NotImplementedError"
TESTS = {
    "l2_loss": "assert l2_loss(3.0, 1.0) == 2.0\nassert l2_loss(1.0, 4.0) == 4.5",
    "l1_loss": "assert l1_loss(3.0, 1.0) == 2.0\nassert l1_loss(1.0, 4.0) == 3.0",
}


@dataclass(frozen=True)
class Case:
    """What a student hands in, as the text of the cell of l1_loss or as a change of the notebook."""

    title: str
    work: str | Callable[[Any], Any]
    stock: Scores
    ours: Scores

    def handed_in(self, released: Any) -> Any:
        made = nbformat.from_dict(released)
        find(made, "l2_loss").source = L2
        find(made, "l1_loss").source = self.work if isinstance(self.work, str) else RIGHT
        return made if isinstance(self.work, str) else self.work(made)

    @property
    def row(self) -> str:
        return f"| {self.title} | {shown(self.stock)} | {shown(self.ours)} |"


def shown(scores: Scores) -> str:
    if scores == LOST:
        return "nothing is graded"
    return " and ".join("?" if score is None else f"{score:g}" for score in scores)


def find(made: Any, name: str) -> Any:
    return next(c for c in made.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def shows(value: str) -> str:
    """A function that returns nothing and puts a value out as its cell's result."""
    return f"def l1_loss(y_hat, y):\n    get_ipython().displayhook({value})"


def without(name: str) -> Callable[[Any], Any]:
    def change(made: Any) -> Any:
        made.cells.remove(find(made, name))
        return made

    return change


def twice(made: Any) -> Any:
    copy = nbformat.from_dict(find(made, "check_l1_loss"))
    copy.source, copy.id = "1000", "copy"
    made.cells.insert(0, copy)
    return made


def remarked(**marks: Any) -> Callable[[Any], Any]:
    def change(made: Any) -> Any:
        find(made, "check_l1_loss").metadata.nbgrader |= marks
        return made

    return change


def edited(made: Any) -> Any:
    find(made, "l1_loss").source = WRONG
    find(made, "check_l1_loss").source = str(POINTS)
    return made


def retyped(made: Any) -> Any:
    cell = find(made, "check_l1_loss")
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]
    return made


def other_kernel(made: Any) -> Any:
    made.metadata.kernelspec = {"name": "no_such_kernel", "display_name": "x", "language": "R"}
    return made


def invented(made: Any) -> Any:
    marks = find(made, "check_l1_loss").metadata.nbgrader | {"grade_id": "mine", "points": 1000}
    made.cells.append(nbformat.v4.new_code_cell("1000", metadata={"nbgrader": marks}))
    return made


def then(source: str, first: str = RIGHT) -> Callable[[Any], Any]:
    """Another cell at the end of the notebook."""

    def change(made: Any) -> Any:
        find(made, "l1_loss").source = first
        made.cells.append(nbformat.v4.new_code_cell(source))
        return made

    return change


READS_THE_TEST = r"""
import re
def l1_loss(y_hat, y):
    return float(re.search(rf"l1_loss\({y_hat}, {y}\) == ([\d.]+)", In[-1])[1])
"""
EQUALS_ALL = """
class Yes:
    def __eq__(self, other): return True
def l1_loss(y_hat, y): return Yes()
"""
REWRITES_CELLS = f"{WRONG}\nget_ipython().input_transformers_post.append(lambda lines: ['pass'])"
ON_STDERR = "import sys\ndef l1_loss(y_hat, y):\n    print('once', file=sys.stderr)\n    return abs(y_hat - y)"
WARNS = (
    "import warnings\ndef l1_loss(y_hat, y):\n    warnings.warn('once')\n    return abs(y_hat - y)"
)
EMPTY = "type('E', (), {'__repr__': lambda self: ''})()"

CASES = {
    "right": Case("everything right", RIGHT, (2, 2), (2, 2)),
    "wrong": Case("a wrong function", WRONG, (2, 0), (2, 0)),
    "untouched": Case("an untouched function", STUB, (2, 0), (2, 0)),
    "display": Case("shows `2.0` as its result, returns nothing", shows("2.0"), (2, 2), (2, 0)),
    "nan": Case("shows `nan`", shows("float('nan')"), (2, 2), (2, 0)),
    "negative": Case("shows `-1.0`", shows("-1.0"), (2, 2), (2, 0)),
    "huge": Case("shows `1000.0`", shows("1000.0"), LOST, (2, 0)),
    "empty": Case("shows an object without text", shows(EMPTY), LOST, (2, 0)),
    "equal": Case("returns an object that equals everything", EQUALS_ALL, (2, 2), (2, 0)),
    "reads": Case("reads the expected value in the test", READS_THE_TEST, (2, 2), (2, 0)),
    "rewrites": Case("makes every later cell `pass`", REWRITES_CELLS, (2, 2), (2, 0)),
    "stderr": Case("right, prints a line on stderr", ON_STDERR, (2, 0), (2, 2)),
    "warns": Case("right, gives a warning", WARNS, (2, 0), (2, 2)),
    "exit": Case("`os._exit(0)` in the function", "import os\ndef l1_loss(y_hat, y): os._exit(0)", LOST, (2, 0)),
    "exits": Case("right, then `os._exit(0)` in the same cell", f"{RIGHT}\nimport os\nos._exit(0)", LOST, (2, 2)),
    "hangs": Case("a function that hangs", "def l1_loss(y_hat, y):\n    while True: pass", (2, 0), (2, 0)),
    "syntax": Case("a syntax error in the cell", f"{RIGHT}\nif", (2, 0), (2, 0)),
    "redefined": Case("right, then a wrong one in a last cell", then(WRONG), (2, 2), (2, 0)),
    "mended": Case("wrong, then a right one in a last cell", then(RIGHT, WRONG), (2, 0), (2, 2)),
    "deleted": Case("test cell deleted", without("check_l1_loss"), (2, None), (2, 2)),
    "unsolved": Case("solution cell deleted", without("l1_loss"), (2, 0), (2, 0)),
    "points": Case("points raised in the metadata", remarked(points=1000), (2, 2), (2, 2)),
    "ungraded": Case("test cell marked as not graded", remarked(grade=False), LOST, (2, 2)),
    "edited": Case("wrong function, test cell edited to `2`", edited, (2, 0), (2, 0)),
    "retyped": Case("test cell made a text cell", retyped, (2, 2), (2, 2)),
    "kernel": Case("another kernel named", other_kernel, (2, 2), (2, 2)),
    "invented": Case("a test cell of one's own for 1000 points", invented, LOST, (2, 2)),
    "no_json": Case("a file that is no notebook", lambda made: b"def l1_loss(): ...", LOST, (0, 0)),
    "no_bytes": Case("an empty file", lambda made: b"", LOST, (0, 0)),
}  # fmt: skip
LINK = {"link": Case("a link to the instructor's solution", RIGHT, (2, 2), (0, 0))}
# These end stock nbgrader's run: whoever comes after them is not graded either.
STOPPING = {
    "z1_twice": Case("test cell there twice, which ends stock nbgrader's run", twice, LOST, (2, 2)),
    "z2_old": Case(
        "an old version in the metadata, which ends it too",
        remarked(schema_version=1),
        LOST,
        (2, 2),
    ),
    "z3_new": Case(
        "a version to come in the metadata, and so does that",
        remarked(schema_version=99),
        LOST,
        (2, 2),
    ),
}
AFTER = {
    "z4_after": Case("everything right, but after one of the three above", RIGHT, LOST, (2, 2))
}
ALL = CASES | LINK | STOPPING | AFTER


@pytest.fixture(scope="module")
def courses(new_course: Callable[..., Any], cells: Any) -> dict[str, Any]:
    """Both courses with everybody graded, by name."""
    made = {"stock": new_course(), "ours": new_course()}
    (made["stock"].folder / "nbgrader_config.py").write_text(STOCK_CONFIG)
    for name, course in made.items():
        write_source(course, cells, stock=name == "stock")
        course.run("generate_assignment", NAME)
        for student, case in (CASES | STOPPING | AFTER).items():
            course.hand_in(student, NAME, case.handed_in(course.released(NAME)))
        path = course.hand_in("link", NAME, b"")
        path.unlink()
        path.symlink_to(course.folder / "source" / NAME / f"{NAME}.ipynb")
    with ThreadPoolExecutor() as both:
        ours = both.submit(made["ours"].run, "autograde", NAME)
        made["stock"].run("autograde", NAME, fails=True)
        for student in list(STOPPING)[1:]:
            made["stock"].run("autograde", NAME, f"--student={student}", fails=True)
        ours.result()
    return made


def write_source(course: Any, cells: Any, *, stock: bool) -> None:
    solution = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
    made = cells.notebook(
        cells.solution(solution.format(L2), "l2_loss"),
        cells.test(TESTS["l2_loss"] if stock else "check(l2_loss)", "check_l2_loss", POINTS),
        cells.solution(solution.format(RIGHT), "l1_loss"),
        cells.test(TESTS["l1_loss"] if stock else "check(l1_loss)", "check_l1_loss", POINTS),
    )
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    course.write_source(NAME, made)


def scores(course: Any, student: str) -> Scores:
    """As in the gradebook; lost if nothing graded was left."""
    if not (course.folder / "autograded" / student / NAME / f"{NAME}.ipynb").exists():
        return LOST
    found = course.scores(student, NAME)
    return found["check_l2_loss"], found["check_l1_loss"]


@pytest.mark.parametrize("student", ALL)
def test_side_by_side(student: str, courses: dict[str, Any]) -> None:
    case = ALL[student]
    found = {name: scores(course, student) for name, course in courses.items()}
    assert found == {"stock": case.stock, "ours": case.ours}


def test_the_documented_table_is_this_one() -> None:
    text = (ROOT / "docs" / "nbgrader-stock.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert rows == [case.row for case in ALL.values()]
