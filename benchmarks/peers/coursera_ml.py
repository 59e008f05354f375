"""DeepLearning.AI's Machine Learning Specialization: one feature, and softmax of a vector."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import torch

from peers import line
from peers.clones import Clone
from peers.peer import Peer, Student, Trial, rows_of_arrays, tensor

_LINE = (
    "C1 - Supervised Machine Learning - Regression and Classification/week2/C1W2A1/public_tests.py"
)
_SOFTMAX = "C2 - Advanced Learning Algorithms/week2/C2W2A1/public_tests.py"


def _softmax(clone: Clone, student: Student) -> None:
    def softmax(z: np.ndarray) -> np.ndarray:
        return torch.softmax(torch.from_numpy(z), -1).numpy()

    tensorflow = {  # of which the test takes nothing but the expected values
        "tensorflow": {"nn": SimpleNamespace(softmax=softmax)},
        "tensorflow.keras": {},
        "tensorflow.keras.models": {"Sequential": None},
        "tensorflow.keras.layers": {"Dense": None},
        "tensorflow.keras.activations": dict.fromkeys(("linear", "sigmoid", "relu")),
    }
    clone.module(_SOFTMAX, tensorflow).test_my_softmax(rows_of_arrays(student.softmax))


def _arguments(x: np.ndarray, y: np.ndarray, w: float, b: float) -> tuple[torch.Tensor, ...]:
    w, b = torch.tensor([[w]], dtype=torch.float64), torch.tensor([b], dtype=torch.float64)
    return tensor(x)[:, None], tensor(y), w, b


def _line(exercise: str) -> Trial:
    def trial(clone: Clone, student: Student) -> None:
        def cost(x: np.ndarray, y: np.ndarray, w: float, b: float) -> float:
            return float(line.losses(student, *_arguments(x, y, w, b)).mean())

        def gradient(x: np.ndarray, y: np.ndarray, w: float, b: float) -> tuple[float, float]:
            found = line.GRADIENTS[exercise](student, *_arguments(x, y, w, b))
            return float(found[0]), float(found[1])

        tests = clone.module(_LINE)
        if exercise != "linreg_gradients":
            tests.compute_cost_test(cost)
        tests.compute_gradient_test(gradient)

    return trial


PEER = Peer(
    name="DeepLearning.AI, Machine Learning Specialization",
    repository="greyhatguy007/Machine-Learning-Specialization-Coursera",
    commit="1a6b6fc2851e6ab2d44f86b84db316a82a70e494",
    paths=(_LINE, _SOFTMAX),
    licence="MIT (of the copy; the course's own is not given)",
    asks="Softmax of two vectors within 1e-10. The cost of a line through four or five points, "
    "five times, and its gradient, twice.",
    remark="Its softmax takes single vectors and its line one feature, so mistakes that show with "
    "more rows or features are outside what it asks for.",
    trials={
        "softmax": _softmax,
        **{each: _line(each) for each in ("linreg", "squared_loss", "linreg_gradients")},
    },
    reduction={"squared_loss": "mean"},
)
