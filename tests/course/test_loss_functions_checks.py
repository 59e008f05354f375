"""Lesson 3's checks: right answers in many styles pass, junk never does and never harms."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from autograder.course.catalog import assignment
from autograder.course.mistake import KnownMistake, mistakes
from autograder.grading import Grader
from autograder.outcome import Status, Verdict

NAME = "loss_functions"
SOLUTION = (Path(__file__).parents[2] / "solutions" / f"{NAME}.py").read_text(encoding="utf-8")
EXERCISES = [exercise.name for exercise in assignment(NAME).exercises]


def graded(grader: Grader, code: str, exercise: str = "", seed: str = "") -> Verdict:
    """The verdict on the solution with this code after it."""
    text = f"{SOLUTION}\n\n# %%\n{textwrap.dedent(code)}"
    only = [exercise] if exercise else []
    return grader.grade(assignment(NAME), "student.py", text.encode(), seed=seed, only=only)


def complaints(verdict: Verdict) -> list[str]:
    return [f"{c.name} {c.status}: {c.message}" for c in verdict.checks if c.status != "passed"]


RIGHT = {
    "l2_loss": [
        "def l2_loss(y_hat, y):\n    return 0.5 * (y - y_hat) ** 2",
        "def l2_loss(y_hat, y):\n    return (y_hat - y).pow(2).div(2)",
        "def l2_loss(y_hat, y):\n    return torch.square(y_hat - y.reshape(y_hat.shape)) / 2",
        "def l2_loss(y_hat, y):\n    error = y_hat - y\n    return error * error / 2",
        "def l2_loss(y_hat, y):\n    return y_hat**2 / 2 - y_hat * y + y**2 / 2",
        """
        def l2_loss(y_hat, y):
            pairs = zip(y_hat.flatten(), y.flatten())
            return torch.stack([(a - c) ** 2 / 2 for a, c in pairs]).reshape(y.shape)
        """,
    ],
    "l1_loss": [
        "def l1_loss(y_hat, y):\n    return (y_hat - y).abs()",
        "def l1_loss(y_hat, y):\n    return torch.abs(y - y_hat)",
        "def l1_loss(y_hat, y):\n    return torch.maximum(y_hat - y, y - y_hat)",
        "def l1_loss(y_hat, y):\n    e = y_hat - y\n    return torch.where(e > 0, e, -e)",
        "def l1_loss(y_hat, y):\n    e = y_hat - y\n    return e * e.sign()",
        "def l1_loss(y_hat, y):\n    e = y_hat - y\n    return e.relu() + (-e).relu()",
        "def l1_loss(y_hat, y):\n    e = y_hat - y\n    return e.clamp(min=0) - e.clamp(max=0)",
        """
        def l1_loss(y_hat, y):
            losses = []
            for a, c in zip(y_hat.reshape(-1), y.reshape(-1)):
                losses.append(a - c if a > c else c - a)
            return torch.stack(losses).view(y.shape)
        """,
    ],
    "huber_loss": [
        """
        def huber_loss(y_hat, y, delta=1.0):
            e = torch.abs(y_hat - y)
            return torch.where(e < delta, 0.5 * e**2, delta * e - 0.5 * delta**2)
        """,
        """
        def huber_loss(y_hat, y, delta=1.0):
            e = (y_hat - y).abs()
            small = e.clamp(max=delta)
            return small**2 / 2 + delta * (e - small)
        """,
        """
        def huber_loss(y_hat, y, delta=1.0):
            e = y_hat - y
            near = (e.abs() <= delta).to(e.dtype)
            return near * e**2 / 2 + (1 - near) * delta * (e.abs() - delta / 2)
        """,
        """
        def huber_loss(y_hat, y, delta=1.0):
            e = y_hat - y
            loss = e**2 / 2
            far = e.abs() > delta
            loss[far] = delta * (e[far].abs() - 0.5 * delta)
            return loss
        """,
        """
        def huber_loss(y_hat, y, delta=1.0):
            losses = []
            for e in (y_hat - y).flatten():
                if e.abs() <= delta:
                    losses.append(e * e / 2)
                else:
                    losses.append(delta * (e.abs() - delta / 2))
            return torch.stack(losses).reshape(y.shape)
        """,
        """
        def huber_loss(y_hat, y, delta=1.0):
            delta = torch.tensor(float(delta))
            e = (y_hat - y).abs()
            return torch.where(e > delta, delta * (e - delta / 2), e.square() / 2)
        """,
    ],
    "gaussian_nll": [
        """
        def gaussian_nll(y_hat, y, sigma):
            return (y - y_hat) ** 2 / (2 * sigma**2) + 0.5 * math.log(2 * math.pi * sigma**2)
        """,
        """
        import numpy as np

        def gaussian_nll(y_hat, y, sigma):
            return 0.5 * (np.log(2 * np.pi) + 2 * np.log(sigma) + ((y_hat - y) / sigma) ** 2)
        """,
        """
        def gaussian_nll(y_hat, y, sigma):
            sigma = torch.tensor(float(sigma))
            two_pi = torch.tensor(2 * math.pi)
            return (y_hat - y) ** 2 / (2 * sigma**2) + torch.log(sigma) + torch.log(two_pi) / 2
        """,
        """
        def gaussian_nll(y_hat, y, sigma):
            variance = torch.as_tensor(sigma, dtype=y.dtype) ** 2
            return ((y_hat - y).square() / variance + variance.log() + math.log(2 * math.pi)) / 2
        """,
        """
        def gaussian_nll(y_hat, y, sigma):
            scale = 1 / (math.sqrt(2 * math.pi) * sigma)
            return -(math.log(scale) - (y_hat - y) ** 2 / (2 * sigma * sigma))
        """,
        """
        def gaussian_nll(y_hat, y, sigma):
            return l2_loss(y_hat, y) / sigma**2 + math.log(sigma * math.sqrt(2 * math.pi))
        """,
    ],
}

STYLES = [(exercise, code) for exercise, codes in RIGHT.items() for code in codes]


@pytest.mark.parametrize(("exercise", "code"), STYLES)
def test_every_right_style_gets_full_marks(grader: Grader, exercise: str, code: str) -> None:
    assert complaints(graded(grader, code, exercise)) == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_exercise_has_at_least_five_right_styles(exercise: str) -> None:
    assert len(RIGHT[exercise]) >= 5


def test_the_solution_gets_full_marks(grader: Grader) -> None:
    assert complaints(graded(grader, "")) == []


JUNK = {
    "none": "None",
    "int": "3",
    "huge": "10**400",
    "nan": "float('nan')",
    "text": "'shirt'",
    "list": "[1.0, 2.0]",
    "nothing": "[]",
    "pair of junk": "(None, 'x')",
    "pair of pairs": "[(torch.zeros(2), None), (1, 2)]",
    "triple of junk": "(torch.zeros(2, 1), torch.zeros(1), {'a': 1})",
    "triple of nan": "(torch.full((2, 1), float('nan')), torch.zeros(1), [float('nan')] * 3)",
    "complex triple": "(torch.zeros(2, 1) + 0j, torch.zeros(1) + 0j, [1j, 1j, 1j])",
    "dict": "{'a': 1}",
    "scalar": "torch.tensor(0.5)",
    "empty": "torch.zeros(0)",
    "two empty rows": "torch.zeros(2, 0)",
    "table": "torch.zeros(3, 3)",
    "column of nan": "torch.full((6, 1), float('nan'))",
    "complex": "torch.zeros(5, 1, dtype=torch.complex64)",
    "sparse": "torch.eye(3).to_sparse()",
    "meta": "torch.zeros(3, device='meta')",
    "bool": "torch.ones(5, 1, dtype=torch.bool)",
    "array": "__import__('numpy').ones((5, 1))",
    "objects": "__import__('numpy').array([None, 'x'], dtype=object)",
    "generator": "(i for i in range(3))",
    "generator of pairs": "((i, torch.zeros(i)) for i in range(3))",
    "function": "print",
    "equal to all": "type('Liar', (), {'__eq__': lambda self, other: True})()",
    "float that lies": "type('L', (float,), {'__sub__': lambda s, o: 0.0, '__eq__': lambda s, o: True})(7)",
    "shape that lies": "type('L', (torch.Tensor,), {'shape': property(lambda s: (5, 1))})([1.0])",
}  # fmt: skip


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_never_passes_and_never_harms(grader: Grader, junk: str) -> None:
    code = "".join(f"def {name}(*arguments):\n    return {junk}\n\n\n" for name in EXERCISES)
    verdict = graded(grader, code)
    assert [c.name for c in verdict.checks if c.status in (Status.INTERNAL, Status.PASSED)] == []


MISTAKES = mistakes(NAME)


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.id for mistake in MISTAKES])
def test_every_known_mistake_loses_points(grader: Grader, mistake: KnownMistake) -> None:
    verdict = graded(grader, mistake.code, mistake.exercise)
    assert verdict.score is not None
    assert verdict.score < verdict.max_score


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_exercise_has_at_least_two_known_mistakes(exercise: str) -> None:
    assert sum(mistake.exercise == exercise for mistake in MISTAKES) >= 2


def test_messages_show_no_expected_value_unless_asked_to(grader: Grader) -> None:
    """A hidden value would let somebody write it down for a regrade with the same seed."""
    for mistake in MISTAKES:
        verdict = graded(grader, mistake.code, mistake.exercise, seed="5" * 32)
        for check in verdict.checks:
            assert not re.search(r"(For example|It is .*, expected|Your weights)", check.message)
