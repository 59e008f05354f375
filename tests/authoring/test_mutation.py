"""Mutants change what their names say, keep their names, and lose points unless they are right."""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path

import pytest

from autograder.authoring.mutants.equivalent import equivalents, reason
from autograder.authoring.mutants.mutant import Mutant, mutants_in
from autograder.authoring.mutants.trial import impatient, lost_check
from autograder.course.catalog import NAMES, assignment
from autograder.grading import Grader

ROOT = Path(__file__).parents[2]
SEED = "3" * 32
EXERCISES = [(name, each.name) for name in NAMES for each in assignment(name).exercises]


@cache
def solution(lesson: str) -> str:
    return (ROOT / "solutions" / f"{lesson}.py").read_text(encoding="utf-8")


@cache
def mutants(lesson: str, exercise: str) -> list[Mutant]:
    return mutants_in(solution(lesson), exercise)


def lesson_of(body: str, comment: str = "", head: str = "def f(x, y):") -> str:
    lines = [
        f"    {line}" for line in ("### BEGIN SOLUTION", *body.splitlines(), "### END SOLUTION")
    ]
    return "\n".join(["import torch", "", head, f'    """Gives.{comment}"""', *lines, ""])


CHANGES = {
    "return x.sum(dim=1, keepdim=True)": {
        "sum_keepdim_dropped": "return x.sum(dim=1)",
        "sum_dim_dropped": "return x.sum(keepdim=True)",
        "1_to_0": "return x.sum(dim=0, keepdim=True)",
        "sum_dim_to_-2": "return x.sum(dim=-2, keepdim=True)",
        "true_to_false": "return x.sum(dim=1, keepdim=False)",
        "sum_to_mean": "return x.mean(dim=1, keepdim=True)",
        "result_x": "return x",
        "result_0_detached": "return x.sum(dim=1, keepdim=True).detach()",
    },
    "return x - y": {
        "sub_swapped": "return y - x",
        "sub_to_add": "return x + y",
        "result_y": "return y",
        "sub_in_place": "return x.sub_(y)",
        "y_to_x": "return x - x",
        "result_0_double": "return (x - y).double()",
        "result_none": "return None",
    },
    "for i in range(0, x, 2):\n    y += i\n    y.zero_()\nreturn y": {
        "range_start_plus_1": "for i in range(0 + 1, x, 2):",
        "range_stop_minus_1": "for i in range(0, x - 1, 2):",
        "range_argument_2_dropped": "for i in range(0, x):",
        "aug_to_assign": "y = i",
        "removed": "pass",
        "last_moved_out": "y.zero_()",
        "return_in_block": "return y",
        "one_iteration": "break",
    },
    "with torch.no_grad():\n    x = y[1:]\nif x is None:\n    x = -1\nyield x": {
        "context_removed": "x = y[1:]",
        "no_grad_to_enable_grad": "with torch.enable_grad():",
        "lower_plus_1": "x = y[1 + 1:]",
        "lower_dropped": "x = y[:]",
        "condition_negated": "if not x is None:",
        "is_to_isnot": "if x is not None:",
        "usub_dropped": "x = 1",
        "yield_to_return": "return x",
    },
    "return torch.nn.MSELoss()(x, y), torch.randn(3)": {
        "MSELoss_reduction_added": "return (torch.nn.MSELoss(reduction='sum')(x, y), torch.randn(3))",
        "reseeded": "torch.manual_seed(0)",
        "items_0_swapped": "return (torch.randn(3), torch.nn.MSELoss()(x, y))",
        "item_1_only": "return torch.randn(3)",
        "_arguments_0_swapped": "return (torch.nn.MSELoss()(y, x), torch.randn(3))",
    },
}


@pytest.mark.parametrize("body", CHANGES)
def test_operators_do_what_their_names_say(body: str) -> None:
    made = {each.id.split(":", 2)[2]: each.line for each in mutants_in(lesson_of(body), "f")}
    assert CHANGES[body].items() <= made.items()


def test_comments_and_docstrings_leave_names_as_they_are() -> None:
    one = mutants_in(lesson_of("return x + y"), "f")
    other = mutants_in(lesson_of("# why\n\nreturn x + y  # (n, 1)", " And more."), "f")
    assert one == other
    assert all(mutant.id.startswith("f:2:") or ":1:" in mutant.id for mutant in one)


def test_only_what_students_write_is_changed() -> None:
    text = lesson_of("return x + y", head="def f(x, y=1):\n    x = 2 * x")
    assert all("2 * x" in mutant.code and "y=1" in mutant.code for mutant in mutants_in(text, "f"))


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES)
def test_mutants_are_python_and_told_apart(lesson: str, exercise: str) -> None:
    made = mutants(lesson, exercise)
    assert len(made) > 20
    assert len({mutant.id for mutant in made}) == len({mutant.code for mutant in made}) == len(made)
    for mutant in made:
        (definition,) = ast.parse(mutant.code).body
        assert definition.name == exercise
        assert mutant.change


def test_every_equivalent_still_exists() -> None:
    there = {(mutant.id, mutant.line) for each in EXERCISES for mutant in mutants(*each)}
    assert equivalents().keys() <= there
    assert all(equivalents().values())


def sample(lesson: str, exercise: str, count: int = 2) -> list[Mutant]:
    """The same ones each time, whatever else there is."""
    killable = [mutant for mutant in mutants(lesson, exercise) if not reason(mutant)]
    return sorted(killable, key=lambda m: hashlib.sha256(m.id.encode()).digest())[:count]


@pytest.mark.parametrize(("lesson", "exercise"), EXERCISES)
def test_a_sample_of_mutants_loses_points(grader: Grader, lesson: str, exercise: str) -> None:
    chosen = impatient(assignment(lesson))
    for mutant in sample(lesson, exercise):
        assert lost_check(grader, chosen, solution(lesson), mutant, SEED), mutant.change


def test_the_solution_itself_survives(grader: Grader) -> None:
    right = "def linreg(X, w, b):\n    return b + X @ w"
    mutant = Mutant("linreg:2:none", "linreg", right, "+ return b + X @ w")
    chosen = impatient(assignment("linear_regression"))
    assert lost_check(grader, chosen, solution("linear_regression"), mutant, SEED) is None
