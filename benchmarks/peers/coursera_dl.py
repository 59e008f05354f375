"""DeepLearning.AI's Deep Learning Specialization: softmax and two losses, in NumPy."""

from __future__ import annotations

import numpy as np

from peers.clones import Clone
from peers.peer import Peer, Student, rows_of_arrays, tensor

_FOLDER = "1.Neural Networks and Deep Learning/W2A1"
_PATH = f"{_FOLDER}/public_tests.py"


def _tests(clone: Clone):
    return clone.module(_PATH, {"test_utils": clone.module(f"{_FOLDER}/test_utils.py")})


def _softmax(clone: Clone, student: Student) -> None:
    _tests(clone).softmax_test(rows_of_arrays(student.softmax))


def _l1(clone: Clone, student: Student) -> None:
    def summed(yhat: np.ndarray, y: np.ndarray) -> float:
        return float(student.l1_loss(tensor(yhat), tensor(y)).sum())

    _tests(clone).L1_test(summed)


def _l2(clone: Clone, student: Student) -> None:
    def summed(yhat: np.ndarray, y: np.ndarray) -> float:
        return 2 * float(student.l2_loss(tensor(yhat), tensor(y)).sum())

    _tests(clone).L2_test(summed)


PEER = Peer(
    name="DeepLearning.AI, Deep Learning Specialization",
    repository="MahmoudHousam/Deep-Learning",
    commit="48e012980c9be46012f848b2618dda051c344d2a",
    paths=(_PATH,),
    licence="none given",
    asks="Softmax of one table of two rows: an array of its shape and its values. The sum of the "
    "absolute and of the squared errors of five predictions, as a float.",
    trials={"softmax": _softmax, "l1_loss": _l1, "l2_loss": _l2},
    reduction={"l1_loss": "sum", "l2_loss": "sum"},
)
