"""What a peer is, and the conversions that several adapters need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from peers.clones import Clone

Student = (
    SimpleNamespace  # all functions of a lesson; the one on trial may be wrong, the others not
)
Trial = Callable[[Clone, Student], None]  # puts the peer's test to the student; raises if it fails


@dataclass(frozen=True)
class Peer:
    name: str
    repository: str  # owner/name on GitHub
    commit: str
    paths: tuple[str, ...]  # of the tests, in the repository
    licence: str
    asks: str  # what the tests ask for, in our own words
    trials: Mapping[str, Trial]  # by exercise of this course
    remark: str = ""  # what has to be said in fairness
    reduction: Mapping[str, str] = field(default_factory=dict)  # "mean" or "sum" of single losses


def tensor(array: Any) -> Tensor:
    """The array's own memory as a tensor; whole numbers become float64, as in NumPy's division."""
    found = torch.as_tensor(array)
    return found if found.is_floating_point() else found.double()


def labels(array: Any) -> Tensor:
    """Class ids (n,) as int64."""
    return torch.as_tensor(np.atleast_1d(array)).long()


def along(function: Callable[[Tensor], Tensor], X: Tensor, dim: int = -1) -> Tensor:
    """A function of the rows of a table, applied along any axis of a tensor."""
    if X.ndim == 2 and dim in (1, -1):
        return function(X)
    moved = X.movedim(dim, -1)
    rows = function(moved.reshape(-1, moved.shape[-1]))
    return rows.reshape(moved.shape).movedim(-1, dim)


def require(condition: bool, complaint: str) -> None:
    """AssertionError with the complaint unless the condition holds."""
    if not condition:
        raise AssertionError(complaint)


def gradient_of(leaf: Tensor) -> Tensor:
    """What backward() left; AssertionError if nothing."""
    if leaf.grad is None:
        raise AssertionError("no gradient")
    return leaf.grad


def array_of(result: Tensor) -> np.ndarray:
    return result.detach().numpy()


def rows_of_arrays(function: Callable[[Tensor], Tensor]) -> Callable[[Any], np.ndarray]:
    """The function from arrays to arrays, along the last axis."""
    return lambda X: array_of(along(function, tensor(X)))


def with_gradient(loss: Callable[[Tensor, Tensor], Tensor], X: Any, y: Any) -> tuple[Tensor, Any]:
    """The losses of the rows of X, and the gradient of their sum, shaped like X."""
    table = tensor(X).detach().clone()
    leaf = (table if table.ndim > 1 else table[None]).requires_grad_()
    losses = loss(leaf, labels(y))
    losses.sum().backward()
    return losses.detach(), gradient_of(leaf).reshape(table.shape).numpy()
