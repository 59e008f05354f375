"""Lessons become nbgrader source notebooks; a lesson that contradicts the catalog is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jupytext
import pytest

from autograder.authoring.build import header_text, source_text
from autograder.authoring.notebook import course_notebook
from autograder.authoring.stubs import BEGIN, END
from autograder.course.catalog import NAMES, assignment
from autograder.errors import CourseError
from autograder.judge.check import Assignment, Check, Exercise

ROOT = Path(__file__).parents[2]


def cells_of(name: str) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(source_text(ROOT, name))["cells"]
    return cells


def marks(cell: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return found


# ---------------------------------------------------------------- the course's own lessons
@pytest.mark.parametrize("name", NAMES)
def test_each_exercise_is_followed_by_its_check_with_its_points(name: str) -> None:
    cells = cells_of(name)
    solved = [i for i, c in enumerate(cells) if marks(c).get("solution") and not marks(c)["grade"]]
    exercises = {exercise.name: exercise for exercise in assignment(name).exercises}
    assert [marks(cells[i])["grade_id"] for i in solved] == list(exercises)
    for i in solved:
        exercise = exercises[marks(cells[i])["grade_id"]]
        assert BEGIN in "".join(cells[i]["source"])
        assert "".join(cells[i + 1]["source"]) == f"check({exercise.name})"
        assert marks(cells[i + 1]) == {
            "grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3,
            "grade_id": f"check_{exercise.name}", "cell_type": "code", "points": exercise.points,
        }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_check_is_imported_before_anything_runs_in_a_cell_nobody_can_edit(name: str) -> None:
    first = next(cell for cell in cells_of(name) if cell["cell_type"] == "code")
    assert "".join(first["source"]).startswith("from autograder import check  # ")
    assert (marks(first)["locked"], marks(first)["grade"]) == (True, False)


@pytest.mark.parametrize("name", NAMES)
def test_each_lesson_asks_for_understanding(name: str) -> None:
    cells = cells_of(name)
    answers = [i for i, c in enumerate(cells) if marks(c) and c["cell_type"] == "markdown"]
    assert 1 <= len(answers) <= 2
    for i in answers:
        assert (marks(cells[i])["grade"], marks(cells[i])["solution"]) == (True, True)
        assert "answer" not in cells[i]["metadata"]
        question, answer = ("".join(cells[j]["source"]) for j in (i - 1, i))
        assert question.startswith("**Question (2 points).**")
        assert question.endswith("?") or "?" in question[-150:]
        assert "*2 points*" in answer
        assert "*1 point*" in answer
        for wide in (question, answer):
            assert max(map(len, wide.split("\n"))) <= 110


@pytest.mark.parametrize("name", NAMES)
def test_demonstrations_stand_without_a_guard_and_keep_their_tag(name: str) -> None:
    demos = [c for c in cells_of(name) if "demo" in c["metadata"].get("tags", [])]
    assert demos
    assert not any("__main__" in "".join(cell["source"]) for cell in cells_of(name))


@pytest.mark.parametrize("name", NAMES)
def test_cell_ids_are_unique_and_those_of_the_header_are_others(name: str) -> None:
    header = json.loads(header_text(ROOT))["cells"]
    ids = [cell["id"] for cell in header + cells_of(name)]
    assert len(set(ids)) == len(ids)


def test_a_generated_notebook_names_its_source_and_its_command() -> None:
    metadata = json.loads(source_text(ROOT, "loss_functions"))["metadata"]
    said = metadata["autograder"]["generated"]
    assert said == "from solutions/loss_functions.py by `autograder build`"
    assert metadata["kernelspec"]["name"] == "python3"


# ---------------------------------------------------------------- small lessons
def exercise(name: str, points: float = 1) -> Exercise:
    check = Check("c", "c", points, lambda student, draw: None, 1.0, is_statistical=False)
    return Exercise(name, (check,))


F_AND_G = Assignment("small", "Small", (exercise("f", 2.0), exercise("g", 0.5)))


def solution(definition: str) -> str:
    return f"# %%\n{definition}\n    {BEGIN}\n    return 1\n    {END}\n"


F, G = solution("def f():"), solution("def g():")
QUESTION = "# %% [markdown]\n# **Question (3 points).** Why?\n\n"
ANSWER = '# %% [markdown] answer="why" points=3\n# Because.\n\n'


def built(text: str) -> Any:
    return course_notebook(jupytext.reads(text, fmt="py:percent"), F_AND_G)


def test_whole_points_are_written_as_whole_numbers() -> None:
    points = [cell.metadata.nbgrader.get("points") for cell in built(F + G).cells]
    assert points == [None, None, 2, None, 0.5]
    assert isinstance(points[2], int)


def test_ids_of_cells_stay_when_another_is_put_between() -> None:
    text = "# %% [markdown]\n# one\n\n# %%\nx = 1\n"
    before = built(text + F + G)
    after = built(text + "# %%\nx = 1\n# %% [markdown]\n# two\n\n" + F + G)
    ids = [cell.id for cell in after.cells]
    assert set(ids) > {cell.id for cell in before.cells}
    assert len(set(ids)) == len(ids), "two cells with the same text have ids of their own"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (F, "exactly one solution cell"),
        (F + G + G, "exactly one solution cell"),
        (F + G + solution("def h():"), "none"),
        (solution("def f():\n    pass\n\ndef g():"), "'f', 'g'"),
        (F + G + ANSWER, "its question"),
        (QUESTION + F + G + ANSWER, "its question"),
        (F + G + QUESTION.replace("3", "2") + ANSWER, r"\(3 points\)"),
        (F + G + QUESTION + ANSWER.replace(" points=3", ""), "points=0"),
        (F + G + QUESTION + ANSWER.replace("=3", '="3"'), "points='3'"),
        (F + G + QUESTION + ANSWER.replace("why", "f"), "Duplicate grade id"),
        (F + G + QUESTION + ANSWER.replace("why", "why not"), "no valid notebook"),
        (F + G + '# %% tags=["demo"]\nprint(f())\n', "guard|block under"),
    ],
    ids=["one missing", "twice", "unknown", "two in a cell", "no question", "question elsewhere",
         "other points", "no points", "points as text", "name taken", "odd name", "bare demo"],
)  # fmt: skip
def test_a_lesson_that_contradicts_the_catalog_or_itself_is_refused(text: str, reason: str) -> None:
    with pytest.raises(CourseError, match=reason):
        built(text)
