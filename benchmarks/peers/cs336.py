"""Stanford CS336: torch functions of logits along any axis."""

from __future__ import annotations

from torch import Tensor

from peers.clones import Clone
from peers.peer import Peer, Student, along

_PATH = "tests/test_nn_utils.py"


def _tests(clone: Clone, student: Student):
    def softmax(in_features: Tensor, dim: int) -> Tensor:
        return along(student.softmax, in_features, dim)

    def cross_entropy(inputs: Tensor, targets: Tensor) -> Tensor:
        return student.cross_entropy_with_logits(inputs, targets).mean()

    adapters = {
        "run_softmax": softmax,
        "run_cross_entropy": cross_entropy,
        "run_gradient_clipping": None,
    }
    return clone.module(_PATH, {"tests": {}, "tests.adapters": adapters})


def _softmax(clone: Clone, student: Student) -> None:
    _tests(clone, student).test_softmax_matches_pytorch()


def _cross_entropy(clone: Clone, student: Student) -> None:
    _tests(clone, student).test_cross_entropy()


PEER = Peer(
    name="Stanford CS336, assignment 1",
    repository="stanford-cs336/assignment1-basics",
    commit="25a8a49f6460c83a30416d42348f2ef11d1dd185",
    paths=(_PATH,),
    licence="MIT",
    asks="Softmax of one table of three rows, and of the same plus 100, within 1e-6 of torch's. "
    "Mean cross-entropy of eight rows of logits, and of a thousand times those, within 1e-4.",
    remark="A softmax written as exp(X - log-sum-exp) is rejected: near 100 its rounding in "
    "float32 is more than 1e-6.",
    trials={"softmax": _softmax, "cross_entropy_with_logits": _cross_entropy},
    reduction={"cross_entropy_with_logits": "mean"},
)
