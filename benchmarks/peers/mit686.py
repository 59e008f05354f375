"""MITx 6.86x, project 2: softmax regression with a temperature, in NumPy; classes come first."""

from __future__ import annotations

import contextlib
import io
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from peers import line
from peers.clones import Clone
from peers.peer import Peer, Student, array_of, labels, require, tensor

_PATH = "mnist/part1/test.py"
_MODULES = ("linear_regression", "svm", "softmax", "features", "kernel", "utils")


def _put(clone: Clone, check: str, module: str, **answers: Any) -> None:
    """It prints the outcome of each of its checks; a word in green is one passed."""
    tests = clone.module(_PATH, {name: {} for name in _MODULES}, definitions_only=True)
    setattr(tests, module, SimpleNamespace(**answers))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        getattr(tests, check)()
    require("PASS" in printed.getvalue(), printed.getvalue())


def _logits(X: np.ndarray, theta: np.ndarray, temp: float) -> torch.Tensor:
    return tensor(X @ theta.T / temp)


def _softmax(clone: Clone, student: Student) -> None:
    def probabilities(X: np.ndarray, theta: np.ndarray, temp: float) -> np.ndarray:
        return array_of(student.softmax(_logits(X, theta, temp))).T

    _put(clone, "check_compute_probabilities", "softmax", compute_probabilities=probabilities)


def _cost(clone: Clone, student: Student, losses: Any) -> None:
    def cost(X: np.ndarray, Y: np.ndarray, theta: np.ndarray, weight: float, temp: float) -> float:
        penalty = weight / 2 * float((theta**2).sum())
        return float(losses(_logits(X, theta, temp), labels(Y)).mean()) + penalty

    _put(clone, "check_compute_cost_function", "softmax", compute_cost_function=cost)


def _cross_entropy(clone: Clone, student: Student) -> None:
    _cost(clone, student, lambda X, y: student.cross_entropy(student.softmax(X), y))


def _with_logits(clone: Clone, student: Student) -> None:
    _cost(clone, student, student.cross_entropy_with_logits)


def _gradient(clone: Clone, student: Student) -> None:
    def iteration(
        X: np.ndarray, Y: np.ndarray, theta: np.ndarray, alpha: float, weight: float, temp: float
    ) -> np.ndarray:
        slope = array_of(student.cross_entropy_gradient(_logits(X, theta, temp), labels(Y)))
        return theta - alpha * (slope.T @ X / (len(X) * temp) + weight * theta)

    _put(
        clone,
        "check_run_gradient_descent_iteration",
        "softmax",
        run_gradient_descent_iteration=iteration,
    )


def _least_squares(clone: Clone, student: Student) -> None:
    def closed_form(X: np.ndarray, Y: np.ndarray, weight: float) -> np.ndarray:
        """Ridge regression: least squares with one more example for each feature."""
        more = weight**0.5 * torch.eye(X.shape[1], dtype=torch.float64)
        rows, y = torch.cat([tensor(X), more]), torch.cat([tensor(Y), torch.zeros(len(more))])
        return array_of(line.least_squares_without_bias(student, rows, y))

    _put(clone, "check_closed_form", "linear_regression", closed_form=closed_form)


PEER = Peer(
    name="MITx 6.86x, project 2",
    repository="Yassmine2020/MITx-6.86x",
    commit="35c7fa26edf83a080a5586315c2b00498080b9c0",
    paths=(_PATH,),
    licence="none given",
    asks="Probabilities for weights of zero and for one set of weights with huge logits, the cost "
    "and one step for weights of zero, the closed form of ridge regression for three examples; "
    "within 1e-6.",
    remark="Its least squares know of no bias.",
    trials={
        "softmax": _softmax,
        "cross_entropy": _cross_entropy,
        "cross_entropy_with_logits": _with_logits,
        "cross_entropy_gradient": _gradient,
        "least_squares": _least_squares,
    },
    reduction={"cross_entropy": "mean", "cross_entropy_with_logits": "mean"},
)
