"""Linear regression out of a student's functions, in the forms in which peers ask for it."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from peers.peer import Student, gradient_of

Gradients = Callable[[Student, Tensor, Tensor, Tensor, Tensor], tuple[Tensor, Tensor]]


def by_hand(student: Student, X: Tensor, y: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Of the mean of (y_hat - y)^2 / 2, from linreg_gradients; y: (n,) or (n, 1)."""
    grad_w, grad_b = student.linreg_gradients(X, y.reshape(-1, 1), w, b)
    return grad_w, grad_b


def by_autograd(
    student: Student, X: Tensor, y: Tensor, w: Tensor, b: Tensor
) -> tuple[Tensor, Tensor]:
    """The same from linreg, squared_loss and backward()."""
    w, b = w.detach().clone().requires_grad_(), b.detach().clone().requires_grad_()
    losses(student, X, y, w, b).mean().backward()
    return gradient_of(w), gradient_of(b)


GRADIENTS: dict[str, Gradients] = {
    "linreg": by_autograd,
    "squared_loss": by_autograd,
    "linreg_gradients": by_hand,
    "sgd": by_hand,
}


def losses(student: Student, X: Tensor, y: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return student.squared_loss(student.linreg(X, w, b), y)


def step(
    student: Student, params: list[Tensor], means: list[Tensor], lr: float, n: int = 4
) -> None:
    """One sgd step of n examples with these mean gradients; .grad adds up, as with backward()."""
    for param, mean in zip(params, means, strict=True):
        param.grad = n * mean if param.grad is None else param.grad + n * mean
    student.sgd(params, lr, n)


def descend(
    student: Student,
    gradients: Gradients,
    data: tuple[Tensor, Tensor],
    start: tuple[Tensor, Tensor],
    lr: float,
    steps: int,
    has_bias: bool = True,
) -> tuple[Tensor, Tensor]:
    """(w, b) after so many steps on all of the data; without a bias, b stays as it is."""
    X, y = data
    w, b = (each.detach().clone() for each in start)
    params = [w.requires_grad_(), b.requires_grad_()] if has_bias else [w.requires_grad_()]
    for _ in range(steps):
        found = gradients(student, X, y, w.detach(), b.detach())
        step(student, params, [each.detach() for each in found][: len(params)], lr, len(X))
    return w.detach(), b.detach()


def least_squares_without_bias(student: Student, X: Tensor, y: Tensor) -> Tensor:
    """Weights (d,) from a function that fits a bias, too: data and their mirror image have none."""
    column = y.reshape(-1, 1)
    w, _ = student.least_squares(torch.cat([X, -X]), torch.cat([column, -column]))
    return w.flatten()
