"""mlpractice: NumPy functions that take a vector or a table; losses are sums."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import torch

from peers import line
from peers.clones import Clone
from peers.peer import Peer, Student, Trial, array_of, labels, rows_of_arrays, tensor, with_gradient

_FOLDER = "mlpractice/tests"
_HARNESS = {  # its progress report and its way of ending a notebook; no part of the tests
    "mlpractice": {},
    "mlpractice.stats": {},
    "mlpractice.stats.stats_utils": {
        "_update_stats": lambda *_: None,
        "print_stats": lambda *_: None,
    },
    "mlpractice.utils": {"ExceptionInterception": contextlib.nullcontext},
}


def _put(clone: Clone, name: str, answer: Any) -> None:
    clone.module(f"{_FOLDER}/{name}.py", _HARNESS).test_all(answer)


def _softmax(clone: Clone, student: Student) -> None:
    _put(clone, "linear_classifier/test_softmax", rows_of_arrays(student.softmax))


def _cross_entropy(clone: Clone, student: Student) -> None:
    def summed(probs: np.ndarray, target_index: np.ndarray) -> float:
        return float(
            student.cross_entropy(torch.atleast_2d(tensor(probs)), labels(target_index)).sum()
        )

    _put(clone, "linear_classifier/test_cross_entropy_loss", summed)


def _with_logits(clone: Clone, student: Student) -> None:
    def both(predictions: np.ndarray, target_index: np.ndarray) -> tuple[float, np.ndarray]:
        losses, slope = with_gradient(student.cross_entropy_with_logits, predictions, target_index)
        return float(losses.sum()), slope

    _put(clone, "linear_classifier/test_softmax_with_cross_entropy", both)


def _gradient(clone: Clone, student: Student) -> None:
    def both(predictions: np.ndarray, target_index: np.ndarray) -> tuple[float, np.ndarray]:
        logits, y = torch.atleast_2d(tensor(predictions)), labels(target_index)
        slope = array_of(student.cross_entropy_gradient(logits, y)).reshape(predictions.shape)
        return float(student.cross_entropy_with_logits(logits, y).sum()), slope

    _put(clone, "linear_classifier/test_softmax_with_cross_entropy", both)


def _descent(exercise: str) -> Trial:
    def trial(clone: Clone, student: Student) -> None:
        class Descent:
            def __init__(self, W0: np.ndarray, lambda_: float) -> None:
                self.W, self.rate = W0.copy(), lambda_

            def calc_gradient(self, X: np.ndarray, Y: np.ndarray) -> np.ndarray:
                data = tensor(X), tensor(Y), tensor(self.W), torch.zeros(1, dtype=torch.float64)
                return 2 * array_of(line.GRADIENTS[exercise](student, *data)[0])

            def update_weights(self, gradient: np.ndarray, iteration: int) -> np.ndarray:
                weights = tensor(self.W.copy()).requires_grad_()
                rate = self.rate / (1 + iteration) ** 0.5
                line.step(student, [weights], [tensor(gradient)], rate)
                old, self.W = self.W, array_of(weights)
                return old - self.W

        _put(clone, "gradient_descent/test_gradient_descent", Descent)

    return trial


PEER = Peer(
    name="mlpractice",
    repository="avalur/mlpractice",
    commit="bc722cff2422d571b9705605609317082e3e5b3c",
    paths=(
        f"{_FOLDER}/gradient_descent/test_gradient_descent.py",
        f"{_FOLDER}/linear_classifier/test_cross_entropy_loss.py",
        f"{_FOLDER}/linear_classifier/test_softmax.py",
        f"{_FOLDER}/linear_classifier/test_softmax_with_cross_entropy.py",
    ),
    licence="MIT",
    asks="Softmax of vectors and tables, one of them with a logit of 10,000, and of a hundred "
    "random 3 x 4 tables, within 1e-8 of SciPy's. Cross-entropy of probabilities, summed, on as "
    "many, within 1e-6. The summed loss of logits and its gradient together. One step of gradient "
    "descent on the mean squared error without a bias, on a hundred random tables.",
    remark="Mistakes with the bias are outside what its gradient descent asks for.",
    trials={
        "softmax": _softmax,
        "cross_entropy": _cross_entropy,
        "cross_entropy_with_logits": _with_logits,
        "cross_entropy_gradient": _gradient,
        **{exercise: _descent(exercise) for exercise in line.GRADIENTS},
    },
    reduction={"cross_entropy": "sum", "cross_entropy_with_logits": "sum", "squared_loss": "mean"},
)
