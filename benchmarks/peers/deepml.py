"""Deep-ML's open problems: printed results, rounded to four decimals."""

from __future__ import annotations

import ast
import contextlib
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from peers import line
from peers.clones import Clone
from peers.peer import Peer, Student, Trial, array_of, labels, require, rows_of_arrays, tensor

_QUESTIONS = {
    "softmax": "23_softmax-activation-function-implementation",
    "log_softmax": "39_implementation-of-log-softmax-function",
    "cross_entropy": "134_compute-multi-class-cross-entropy-loss",
    "accuracy": "36_calculate-accuracy-score",
    "one_hot": "34_one-hot-encoding-of-nominal-values",
    "least_squares": "14_linear-regression-using-normal-equation",
    **dict.fromkeys(line.GRADIENTS, "15_linear-regression-using-gradient-descent"),
}
_HALF_A_DIGIT = 6e-5  # of the last digit that is compared, and a little for rounding


def _path(exercise: str) -> str:
    return f"questions/{_QUESTIONS[exercise]}/tests.json"


def _put(clone: Clone, exercise: str, name: str, answer: Any) -> None:
    for test in json.loads(clone.text(_path(exercise))):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(test["test"], {"np": np, name: answer})  # noqa: S102
        found, expected = (
            np.array(ast.literal_eval(text.strip()), dtype=float)
            for text in (printed.getvalue(), test["expected_output"])
        )
        require(found.shape == expected.shape, f"{found.shape}, not {expected.shape}")
        np.testing.assert_allclose(found, expected, rtol=0, atol=_HALF_A_DIGIT)


def _of_rows(exercise: str) -> Trial:
    def trial(clone: Clone, student: Student) -> None:
        function = rows_of_arrays(getattr(student, exercise))
        _put(clone, exercise, exercise, lambda scores: function(scores).tolist())

    return trial


def _cross_entropy(clone: Clone, student: Student) -> None:
    def mean_loss(predicted: np.ndarray, true_labels: np.ndarray) -> float:
        ids = labels(true_labels.argmax(1))
        return float(student.cross_entropy(tensor(predicted), ids).mean())

    _put(clone, "cross_entropy", "compute_cross_entropy_loss", mean_loss)


def _accuracy(clone: Clone, student: Student) -> None:
    def score(y_true: np.ndarray, y_pred: np.ndarray) -> float:
        return float(student.accuracy(labels(y_pred), labels(y_true))) / len(y_true)

    _put(clone, "accuracy", "accuracy_score", score)


def _one_hot(clone: Clone, student: Student) -> None:
    def to_categorical(x: np.ndarray, n_col: int | None = None) -> list[Any]:
        return array_of(student.one_hot(labels(x), n_col or int(x.max()) + 1)).tolist()

    _put(clone, "one_hot", "to_categorical", to_categorical)


def _without_ones(design: Any) -> torch.Tensor:
    """Its first column holds ones, for the bias; this course's functions know of a bias."""
    return tensor(np.asarray(design, dtype=float)[:, 1:].copy())


def _least_squares(clone: Clone, student: Student) -> None:
    def theta(X: list[list[float]], y: list[float]) -> list[float]:
        column = torch.tensor(y, dtype=torch.float64)[:, None]
        w, b = student.least_squares(_without_ones(X), column)
        return torch.cat([b.flatten(), w.flatten()]).tolist()

    _put(clone, "least_squares", "linear_regression_normal_equation", theta)


def _descent(exercise: str) -> Trial:
    def theta(student: Student) -> Callable[..., list[float]]:
        def run(X: np.ndarray, y: np.ndarray, alpha: float, iterations: int) -> list[float]:
            data = _without_ones(X), tensor(y)
            start = torch.zeros(X.shape[1] - 1, 1).double(), torch.zeros(1).double()
            gradients = line.GRADIENTS[exercise]
            w, b = line.descend(student, gradients, data, start, alpha, iterations)
            return torch.cat([b, w.flatten()]).tolist()

        return run

    def trial(clone: Clone, student: Student) -> None:
        _put(clone, exercise, "linear_regression_gradient_descent", theta(student))

    return trial


PEER = Peer(
    name="Deep-ML",
    repository="Open-Deep-ML/DML-OpenProblem",
    commit="04708b485a051316c25b91e4cb9a2ada0ccf7fbf",
    paths=tuple(sorted({_path(exercise) for exercise in _QUESTIONS})),
    licence="Educational Use Only License, version 1.0",
    asks="Two or three examples a question, compared as printed, with four decimals: softmax and "
    "log-softmax of a vector of three, the mean cross-entropy of two rows of probabilities, "
    "accuracy of class ids, one-hot vectors, the normal equation, gradient descent.",
    remark="Its softmax takes single vectors and its accuracy class ids, so mistakes that show in "
    "a table of rows are outside what it asks for. How the site compares is not in the repository; "
    "here numbers are compared, to half of the last digit. Its batch iterator asks for the given "
    "order, and ours for a random one: not compared.",
    trials={
        "softmax": _of_rows("softmax"),
        "log_softmax": _of_rows("log_softmax"),
        "cross_entropy": _cross_entropy,
        "accuracy": _accuracy,
        "one_hot": _one_hot,
        "least_squares": _least_squares,
        **{exercise: _descent(exercise) for exercise in line.GRADIENTS},
    },
    reduction={"cross_entropy": "mean", "squared_loss": "mean"},
)
