"""What right answers are, computed in float64, independently of any solution.

Formulas are written out from their definitions; the numerics of float64 leave a margin of nine
digits to what a float32 answer is held to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
    batches: Sequence[tuple[Tensor, Tensor]],
    parameters: Sequence[Tensor],
    lr: float,
    pull: Callable[[Tensor, Tensor], Tensor],
) -> tuple[Tensor, ...]:
    """A (h, d), a (h,), C (q, h), c (q,) after one step per minibatch on the mean loss of the
    scores (XAᵀ + a)Cᵀ + c; `pull` gives each example's derivative (n, q) by scores and labels.
    """
    A, a, C, c = double(*parameters)
    for X, y in batches:
        X = X.to(torch.float64).reshape(len(X), -1)
        hidden = X @ A.T + a
        pulls = pull(hidden @ C.T + c, y) / len(X)
        back = pulls @ C  # (n, h)
        A, a, C, c = (
            A - lr * back.T @ X,
            a - lr * back.sum(0),
            C - lr * pulls.T @ hidden,
            c - lr * pulls.sum(0),
        )
    return A, a, C, c


def pull_of_squares(scores: Tensor, y: Tensor) -> Tensor:
    """The derivative of (scores - y)², for scores and y (n, 1)."""
    return 2 * (scores - y.to(torch.float64))


def pull_of_cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    """softmax(logits) - one-hot(y), for logits (n, q) and class ids y (n,)."""
    return softmax(logits) - one_hot(y, logits.shape[1])


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


def stretch(
    batches: Sequence[tuple[Tensor, Tensor]], path: Sequence[tuple[Tensor, Tensor]], lr: float
) -> float:
    """By what factor, at most, a small error grows along such a path.

    A step's Jacobian is I - lr·H with the Hessian H of the mean loss, the mean of
    (diag(p) - pp^T) ⊗ xx^T over the examples (x, 1) with probabilities p. H has no negative
    eigenvalues, so that errors grow only where lr times its largest is above 2.
    """
    factor = 1.0
    for (X, _y), (W, b) in zip(batches, path, strict=False):
        x = torch.column_stack([X.to(torch.float64).reshape(len(X), -1), torch.ones(len(X))])
        p = softmax(x[:, :-1] @ W + b)
        spread = torch.diag_embed(p) - p[:, :, None] * p[:, None, :]
        hessian = torch.einsum("nij,nk,nl->ikjl", spread, x, x) / len(x)
        size = p.shape[1] * x.shape[1]
        largest = torch.linalg.eigvalsh(hessian.reshape(size, size))[-1]
        factor *= max(1.0, lr * float(largest) - 1)
    return factor


def accuracy(batches: Sequence[tuple[Tensor, Tensor]], W: Tensor, b: Tensor) -> float:
    """The fraction of all examples whose largest score is that of their class."""
    right = [(affine(X.reshape(len(X), -1), W, b).argmax(1) == y).sum() for X, y in batches]
    return float(sum(right)) / sum(len(y) for _, y in batches)


def log_softmax(logits: Tensor) -> Tensor:
    (logits,) = double(logits)
    return logits - logsumexp(logits)[:, None]
