"""What right answers are, computed in float64, independently of any solution.

Formulas are written out from their definitions; the numerics of float64 leave a margin of nine
digits to what a float32 answer is held to.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


def double(*tensors: Tensor) -> tuple[Tensor, ...]:
    return tuple(tensor.to(torch.float64) for tensor in tensors)


def affine(X: Tensor, w: Tensor, b: Tensor | float) -> Tensor:
    """Xw + b for X (n, d) and w (d, q)."""
    X, w = double(X, w)
    return X @ w + (b.to(torch.float64) if isinstance(b, Tensor) else b)


def softmax(logits: Tensor) -> Tensor:
    (logits,) = double(logits)
    powers = (logits - logits.amax(1, keepdim=True)).exp()
    return powers / powers.sum(1, keepdim=True)


def logsumexp(logits: Tensor) -> Tensor:
    (logits,) = double(logits)
    largest = logits.amax(1)
    return largest + (logits - largest[:, None]).exp().sum(1).log()


def one_hot(y: Tensor, num_classes: int) -> Tensor:
    return (y[:, None] == torch.arange(num_classes)).to(torch.float64)


def cross_entropy_of_logits(logits: Tensor, y: Tensor) -> Tensor:
    """One value per example: log Σ exp(o) - o_y."""
    rows = torch.arange(len(y))
    return logsumexp(logits) - logits.to(torch.float64)[rows, y]


def linear_regression_gradients(
    X: Tensor, y: Tensor, w: Tensor, b: Tensor
) -> tuple[Tensor, Tensor]:
    """Gradients of the mean of (Xw + b - y)²/2: Xᵀr/n and the mean of r."""
    X, y, w, b = double(X, y, w, b)
    residual = X @ w + b - y
    return X.T @ residual / len(X), residual.mean(0)


def linear_regression_descent(
    batches: Sequence[tuple[Tensor, Tensor]],
    w: Tensor,
    b: Tensor,
    lr: float,
    *,
    factor: float = 1.0,
    divisor: int | None = None,
) -> list[tuple[Tensor, Tensor]]:
    """(w, b) before the first step and after each minibatch step on `factor` times that loss.

    `divisor` replaces a batch's own size where the summed gradient is divided by a fixed one.
    """
    w, b = double(w, b)
    path = [(w, b)]
    for X, y in batches:
        grad_w, grad_b = linear_regression_gradients(X, y, w, b)
        scale = lr * factor * (len(X) / divisor if divisor else 1.0)
        w, b = w - scale * grad_w, b - scale * grad_b
        path.append((w, b))
    return path


def two_layer_descent(
    batches: Sequence[tuple[Tensor, Tensor]], parameters: Sequence[Tensor], lr: float
) -> tuple[Tensor, ...]:
    """A (h, d), a (h,), C (1, h), c (1,) after one step per minibatch on the mean of
    ((XAᵀ + a)Cᵀ + c - y)².
    """
    A, a, C, c = double(*parameters)
    for X, y in batches:
        X, y = double(X, y)
        hidden = X @ A.T + a
        pull = 2 * (hidden @ C.T + c - y) / len(X)  # (n, 1)
        back = pull @ C  # (n, h)
        A, a, C, c = (
            A - lr * back.T @ X,
            a - lr * back.sum(0),
            C - lr * pull.T @ hidden,
            c - lr * pull.sum(0),
        )
    return A, a, C, c


def softmax_descent(
    batches: Sequence[tuple[Tensor, Tensor]], W: Tensor, b: Tensor, lr: float
) -> tuple[list[tuple[Tensor, Tensor]], float, float]:
    """The path of (W, b) as above on the mean cross-entropy, and one pass's running measures:
    mean loss per example and fraction right, each batch measured before its own step.
    """
    W, b = double(W, b)
    path, loss, correct, count = [(W, b)], 0.0, 0, 0
    for X, y in batches:
        flat = X.to(torch.float64).reshape(len(X), -1)
        logits = flat @ W + b
        loss += float(cross_entropy_of_logits(logits, y).sum())
        correct += int((logits.argmax(1) == y).sum())
        count += len(y)
        off = (softmax(logits) - one_hot(y, len(b))) / len(y)
        W, b = W - lr * flat.T @ off, b - lr * off.sum(0)
        path.append((W, b))
    return path, loss / count, correct / count


def accuracy(batches: Sequence[tuple[Tensor, Tensor]], W: Tensor, b: Tensor) -> float:
    """The fraction of all examples whose largest score is that of their class."""
    right = [(affine(X.reshape(len(X), -1), W, b).argmax(1) == y).sum() for X, y in batches]
    return float(sum(right)) / sum(len(y) for _, y in batches)


def log_softmax(logits: Tensor) -> Tensor:
    (logits,) = double(logits)
    return logits - logsumexp(logits)[:, None]
