"""TorchCode: interview exercises whose checks are pieces of code in a table."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from peers import line
from peers.clones import Clone
from peers.peer import Peer, Student, Trial, along

_FOLDER = "torch_judge/tasks"


def _put(clone: Clone, task: str, answer: Any) -> None:
    for test in clone.module(f"{_FOLDER}/{task}.py").TASK["tests"]:
        exec(test["code"].replace("{fn}", "answer"), {"answer": answer})  # noqa: S102


def _softmax(clone: Clone, student: Student) -> None:
    _put(clone, "softmax", lambda X, dim: along(student.softmax, X, dim))


def _cross_entropy(clone: Clone, student: Student) -> None:
    def mean_loss(logits: Tensor, targets: Tensor) -> Tensor:
        return student.cross_entropy_with_logits(logits, targets).mean()

    _put(clone, "cross_entropy", mean_loss)


def _best(X: Tensor, y: Tensor, **_: Any) -> tuple[Tensor, Tensor]:
    """Stands in for the two of its three methods that are not on trial."""
    design = torch.column_stack([X, torch.ones(len(X))])
    found = torch.linalg.lstsq(design, y[:, None]).solution.flatten()
    return found[:-1], found[-1]


def _least_squares(clone: Clone, student: Student) -> None:
    class LinearRegression:
        gradient_descent = nn_linear = staticmethod(_best)

        def closed_form(self, X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
            w, b = student.least_squares(X, y[:, None])
            return w.flatten(), b.squeeze()

    _put(clone, "linear_regression", LinearRegression)


def _descent(exercise: str) -> Trial:
    def trial(clone: Clone, student: Student) -> None:
        class LinearRegression:
            closed_form = nn_linear = staticmethod(_best)

            def gradient_descent(
                self, X: Tensor, y: Tensor, lr: float, steps: int
            ) -> tuple[Tensor, Tensor]:
                start = torch.zeros(X.shape[1], 1), torch.zeros(1)
                gradients = line.GRADIENTS[exercise]
                # Its own gradient is of the mean of the squares, without the half.
                w, b = line.descend(student, gradients, (X, y), start, 2 * lr, steps)
                return w.flatten(), b.squeeze()

        _put(clone, "linear_regression", LinearRegression)

    return trial


PEER = Peer(
    name="TorchCode",
    repository="duoan/TorchCode",
    commit="8a49ba150f76c92fc6e2fd30631e07b88c803988",
    paths=tuple(
        f"{_FOLDER}/{task}.py" for task in ("softmax", "cross_entropy", "linear_regression")
    ),
    licence="MIT",
    asks="Softmax of a vector, of a random 4 x 8 table, and of logits around 1000, within 1e-5 of "
    "torch's. Mean cross-entropy of random logits, of logits of 1000, a scalar with a gradient. "
    "Linear regression: weights of noiseless data from the closed form within 1e-4, from gradient "
    "descent within 0.1, and both alike on noisy data.",
    trials={
        "softmax": _softmax,
        "cross_entropy_with_logits": _cross_entropy,
        "least_squares": _least_squares,
        **{exercise: _descent(exercise) for exercise in line.GRADIENTS},
    },
    reduction={"cross_entropy_with_logits": "mean", "squared_loss": "mean"},
)
