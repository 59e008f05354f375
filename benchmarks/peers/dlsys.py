"""CMU 10-414/714, homework 0: softmax loss, and one epoch of softmax regression, in NumPy."""

from __future__ import annotations

import gzip
from typing import Any

import numpy as np

from peers.clones import Clone
from peers.peer import Peer, Student, Trial, array_of, labels, tensor

_PATH = "tests/test_simple_ml.py"


class ImagesNeeded(Exception):  # noqa: N818  no error: the rest of a test is left out
    """The test has come to its second half, which needs MNIST's images."""


def _tests(clone: Clone, student: Student, slope: Any = None):
    def softmax_loss(Z: np.ndarray, y: np.ndarray) -> float:
        return float(student.cross_entropy_with_logits(tensor(Z), labels(y)).mean())

    def softmax_regression_epoch(
        X: np.ndarray, y: np.ndarray, theta: np.ndarray, lr: float = 0.1, batch: int = 100
    ) -> None:
        for start in range(0, len(X), batch):
            rows = slice(start, start + batch)
            theta -= (
                lr * X[rows].T @ array_of(slope(tensor(X[rows] @ theta), labels(y[rows]))) / batch
            )

    def parse_mnist(images: str, label_file: str) -> tuple[np.ndarray, np.ndarray]:
        if slope:
            raise ImagesNeeded
        y = np.frombuffer(gzip.decompress(clone.data(label_file))[8:], dtype=np.uint8)
        return np.zeros((len(y), 784), dtype=np.float32), y

    names = (softmax_loss, softmax_regression_epoch, parse_mnist)
    stand_ins = {"mugrade": {}, "simple_ml": {name.__name__: name for name in names}}
    return clone.module(_PATH, stand_ins)


def _loss(clone: Clone, student: Student) -> None:
    _tests(clone, student).test_softmax_loss()


def _epoch(slope_of: Any) -> Trial:
    def trial(clone: Clone, student: Student) -> None:
        try:
            _tests(clone, student, slope_of(student)).test_softmax_regression_epoch()
        except ImagesNeeded:
            return

    return trial


PEER = Peer(
    name="CMU 10-414, homework 0",
    repository="dlsyscourse/hw0",
    commit="64862053e2d82ca465307a76b25ef0bd30dd08fb",
    paths=(_PATH,),
    licence="none given",
    asks="The mean loss of 60,000 rows of logits, all zero and then random. One step of softmax "
    "regression, compared with a numerical gradient within 1e-4.",
    remark="Its text says that overflow is no concern. The half of the second test that needs "
    "MNIST's images is left out.",
    trials={
        "cross_entropy_with_logits": _loss,
        "cross_entropy_gradient": _epoch(lambda student: student.cross_entropy_gradient),
    },
    reduction={"cross_entropy_with_logits": "mean"},
)
