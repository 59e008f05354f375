"""EPFL CS-433, project 1: least squares and gradient descent without a bias, in NumPy."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import torch

from peers import line
from peers.clones import Clone
from peers.peer import Peer, Student, Trial, array_of, tensor

_FOLDER = "projects/project1/grading_tests"
_PATH = f"{_FOLDER}/test_project1_public.py"
_NO_BIAS = torch.zeros(1, dtype=torch.float64)


def _unchanged(*_: Any, **__: Any) -> Any:
    return lambda function: function


def _tests(clone: Clone) -> ModuleType:
    """The tests as plain functions of their data: nothing of pytest is needed for that."""
    mark = SimpleNamespace(parametrize=_unchanged)
    pytest = {"pytest": {"fixture": _unchanged, "mark": mark}, "git": {}}
    settings = clone.module(f"{_FOLDER}/conftest.py", pytest)
    return clone.module(_PATH, {"conftest": settings})


def _loss(student: Student, X: torch.Tensor, y: torch.Tensor, w: torch.Tensor) -> np.ndarray:
    return np.asarray(line.losses(student, X, y, w.reshape(-1, 1), _NO_BIAS).detach().mean())


def _descent(exercise: str) -> Trial:
    def trial(clone: Clone, student: Student) -> None:
        def descended(
            y: np.ndarray, tx: np.ndarray, initial_w: np.ndarray, max_iters: int, gamma: float
        ) -> tuple[np.ndarray, np.ndarray]:
            X, labels, start = tensor(tx), tensor(y), (tensor(initial_w)[:, None], _NO_BIAS)
            gradients = line.GRADIENTS[exercise]
            w, _ = line.descend(student, gradients, (X, labels), start, gamma, max_iters, False)
            return array_of(w.flatten()), _loss(student, X, labels, w)

        tests = _tests(clone)
        y, tx, initial_w = tests.y(), tests.tx(), tests.initial_w()
        them = SimpleNamespace(mean_squared_error_gd=descended, mean_squared_error_sgd=descended)
        tests.test_mean_squared_error_gd_0_step(them, y, tx)
        tests.test_mean_squared_error_gd(them, y, tx, initial_w)
        tests.test_mean_squared_error_sgd(them, y, tx, initial_w)

    return trial


def _least_squares(clone: Clone, student: Student) -> None:
    def least_squares(y: np.ndarray, tx: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        X, labels = tensor(tx), tensor(y)
        w = line.least_squares_without_bias(student, X, labels)
        return array_of(w), _loss(student, X, labels, w)

    tests = _tests(clone)
    tests.test_least_squares(SimpleNamespace(least_squares=least_squares), tests.y(), tests.tx())


PEER = Peer(
    name="EPFL CS-433, project 1",
    repository="epfml/ML_course",
    commit="9fdac4c74cbf8ba3290e3fd8c5e89a743b86aaae",
    paths=(_PATH,),
    licence="none given",
    asks="On three points with two features and no bias, within 1e-4: weights and loss after no "
    "step and after two steps of gradient descent, after two steps on one point, and of least "
    "squares.",
    remark="Mistakes with the bias are outside what it asks for. Its tests of formatting and "
    "docstrings are left out.",
    trials={
        "least_squares": _least_squares,
        **{exercise: _descent(exercise) for exercise in line.GRADIENTS},
    },
    reduction={"squared_loss": "mean"},
)
