"""ARENA, prerequisites: torch functions of a table's rows, with asserts beside the exercise."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from peers.clones import Clone
from peers.peer import Peer, Student, Trial

_PATH = "chapter0_fundamentals/exercises/part0_prereqs/solutions.py"


def _put(clone: Clone, name: str, answer: Any) -> None:
    """Run the asserts that mention the name, and what they compare with, and nothing else."""
    tree = clone.tree(_PATH)
    tree.body = [part for part in tree.body if _is_comparison(part) or _mentions(part, name)]
    given = {"MAIN": True, "t": torch, "Tensor": Tensor, "math": math, name: answer}
    clone.run(tree, _PATH, given)


def _is_comparison(part: ast.stmt) -> bool:
    return isinstance(part, ast.FunctionDef) and part.name.startswith("assert_")


def _mentions(part: ast.stmt, name: str) -> bool:
    names = (each.id for each in ast.walk(part) if isinstance(each, ast.Name))
    return isinstance(part, ast.If) and name in names


def _trial(name: str, answer: Callable[[Student], Callable[..., Any]]) -> Trial:
    return lambda clone, student: _put(clone, name, answer(student))


def _fraction(student: Student) -> Callable[[Tensor, Tensor], Tensor]:
    def classifier_accuracy(scores: Tensor, true_classes: Tensor) -> Tensor:
        return torch.as_tensor(student.accuracy(scores, true_classes)) / len(true_classes)

    return classifier_accuracy


def _logsumexp(student: Student) -> Callable[[Tensor], Tensor]:
    """It is tried with whole numbers, too, which ours are not promised to take."""
    return lambda matrix: student.logsumexp(matrix.float())


PEER = Peer(
    name="ARENA 3.0, prerequisites",
    repository="tvhong/ARENA_3.0",
    commit="7db12e5f64c28f483f21096ab4e4d649a511534b",
    paths=(_PATH,),
    licence="none given",
    asks="Softmax of one row with four shifts and of a random 10 x 20 table (its range, order and "
    "sums), log-softmax of six logits above 1000, log-sum-exp of logits of -1000 and 1000 and of a "
    "random table, the loss of each of three rows with logits of minus infinity, accuracy of three "
    "rows; within 1e-3.",
    remark="A copy of the course's own repository. Our exercises promise nothing for "
    "infinite logits, and its accuracy takes scores alone, ours class ids, too.",
    trials={
        "softmax": _trial("batched_softmax", lambda student: student.softmax),
        "log_softmax": _trial("batched_logsoftmax", lambda student: student.log_softmax),
        "logsumexp": _trial("batched_logsumexp", _logsumexp),
        "cross_entropy_with_logits": _trial(
            "batched_cross_entropy_loss", lambda student: student.cross_entropy_with_logits
        ),
        "accuracy": _trial("classifier_accuracy", _fraction),
    },
)
