"""CMU 11-785, homework 1 part 1: layers and losses with forward and backward, in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from peers import line
from peers.clones import Clone
from peers.peer import Peer, Student, Trial, array_of, gradient_of, labels, require, tensor

_PATH = "autograder/hw1p1_autograder.py"
_FLAGS = "autograder.hw1p1_autograder_flags"  # which parts of the script are run


class _Layer:
    """forward remembers a torch graph, backward follows it."""

    def __init__(self, function: Any) -> None:
        self.function = function

    def forward(self, *arrays: np.ndarray) -> Any:
        self.A = tensor(arrays[0]).detach().clone().requires_grad_()
        self.result = self.function(self.A, *arrays[1:])
        return self.result.detach().numpy()[()]

    def backward(self, dLdA: np.ndarray | None = None) -> np.ndarray:
        self.result.backward(None if dLdA is None else tensor(dLdA))
        return gradient_of(self.A).numpy()


def _linear(student: Student) -> type:
    class Linear:
        def __init__(self, in_features: int, out_features: int, debug: bool = False) -> None:
            self.W, self.b = np.zeros((out_features, in_features)), np.zeros((out_features, 1))

        def forward(self, A: np.ndarray) -> np.ndarray:
            self.leaves = [tensor(each).clone().requires_grad_() for each in (A, self.W, self.b)]
            X, W, b = self.leaves
            columns = [student.linreg(X, W[i][:, None], b[i]) for i in range(len(W))]
            self.Z = torch.cat(columns, 1)
            return array_of(self.Z)

        def backward(self, dLdZ: np.ndarray) -> np.ndarray:
            self.Z.backward(tensor(dLdZ))
            self.dLdA, self.dLdW, self.dLdb = (gradient_of(each).numpy() for each in self.leaves)
            return self.dLdA

    return Linear


def _sgd(student: Student) -> type:
    class SGD:
        def __init__(self, model: Any, lr: float, momentum: float = 0) -> None:
            self.layer, self.lr = model.layers[0], lr
            start = tensor(self.layer.W), tensor(self.layer.b)
            self.params = [each.clone().requires_grad_() for each in start]

        def step(self) -> None:
            means = [tensor(self.layer.dLdW), tensor(self.layer.dLdb)]
            line.step(student, self.params, means, self.lr)
            self.layer.W, self.layer.b = map(array_of, self.params)

    return SGD


def _squares(student: Student) -> type:
    class MSELoss(_Layer):
        def __init__(self) -> None:
            super().__init__(lambda A, Y: 2 * self.losses(A.reshape(-1, 1), tensor(Y)).mean())

        def losses(self, A: torch.Tensor, Y: torch.Tensor) -> torch.Tensor:
            return student.squared_loss(A, Y.flatten())

    return MSELoss


def _entropy(losses: Any, slope: Any = None) -> type:
    class CrossEntropyLoss(_Layer):
        def __init__(self) -> None:
            super().__init__(lambda A, Y: losses(A, self.ids(Y)).mean())

        def ids(self, Y: np.ndarray) -> torch.Tensor:
            self.y = labels(Y.argmax(1))
            return self.y

        def backward(self, dLdA: None = None) -> np.ndarray:
            if not slope:
                return super().backward()
            return array_of(slope(self.A.detach(), self.y)) / len(self.y)

    return CrossEntropyLoss


_NAMES = {
    "mytorch.nn": (
        "Identity Sigmoid Tanh ReLU GELU Softmax MSELoss CrossEntropyLoss Linear BatchNorm1d"
    ),
    "mytorch.optim": "SGD",
    "models": "MLP0 MLP1 MLP4",
}
_PARTS = (
    "LINEAR IDENTITY SIGMOID TANH RELU GELU SOFTMAX MLP0 MLP1 MLP4 MSELOSS CROSSENTROPYLOSS "
    "SGD SGD_momentum BATCHNORM"
)


def _put(clone: Clone, part: str, results: str, **answers: type) -> None:
    """Run one part of the script; all its TEST_ variables must be true, but those of momentum."""
    names = {module: dict.fromkeys(words.split(), object) for module, words in _NAMES.items()}
    for found in names.values():
        found.update((name, answer) for name, answer in answers.items() if name in found)
    flags = {f"DEBUG_AND_GRADE_{each}_flag": each == part for each in _PARTS.split()}
    script = clone.module(_PATH, {"mytorch": {}, **names, _FLAGS: flags})
    own = [
        name for name in vars(script) if name.startswith(f"TEST_{results}_") and "_m_" not in name
    ]
    missed = [name for name in own if not getattr(script, name)]
    require(bool(own) and not missed, ", ".join(missed))


def _trial(part: str, name: str, answer: Any) -> Trial:
    def trial(clone: Clone, student: Student) -> None:
        others = {"Linear": _linear(student)} if part == "SGD" else {}
        _put(clone, part, part.lower(), **{name: answer(student)}, **others)

    return trial


def _softmax(student: Student) -> type:
    class Softmax(_Layer):
        def __init__(self) -> None:
            super().__init__(student.softmax)

    return Softmax


PEER = Peer(
    name="CMU 11-785, homework 1 part 1",
    repository="joshianirudh/hw1p1_handout",
    commit="082123baa9fc14be463273f3a26c103c7f5acd3f",
    paths=(_PATH,),
    licence="none given",
    asks="Values and backward pass, to four decimals: softmax of a 2 x 5 table and of logits in "
    "the thousands, a linear layer, the mean squared error and the cross-entropy of four rows, "
    "two steps of SGD.",
    remark="A copy of the handout with the student's answers in it, of which nothing is used. The "
    "backward pass comes from autograd here, so mistakes in "
    "gradients can be seen. A softmax written as exp(X - log-sum-exp) is rejected: near 12,345 its "
    "rounding in float32 shows in the fourth decimal.",
    trials={
        "softmax": _trial("SOFTMAX", "Softmax", _softmax),
        "linreg": _trial("LINEAR", "Linear", _linear),
        "squared_loss": _trial("MSELOSS", "MSELoss", _squares),
        "sgd": _trial("SGD", "SGD", _sgd),
        "cross_entropy": _trial(
            "CROSSENTROPYLOSS",
            "CrossEntropyLoss",
            lambda s: _entropy(lambda A, y: s.cross_entropy(s.softmax(A), y)),
        ),
        "cross_entropy_with_logits": _trial(
            "CROSSENTROPYLOSS",
            "CrossEntropyLoss",
            lambda s: _entropy(s.cross_entropy_with_logits),
        ),
        "cross_entropy_gradient": _trial(
            "CROSSENTROPYLOSS",
            "CrossEntropyLoss",
            lambda s: _entropy(s.cross_entropy_with_logits, s.cross_entropy_gradient),
        ),
    },
    reduction={
        "squared_loss": "mean",
        "cross_entropy": "mean",
        "cross_entropy_with_logits": "mean",
    },
)
