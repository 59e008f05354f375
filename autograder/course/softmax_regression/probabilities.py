"""Checks of lesson 5: softmax, the model, and the loss of its probabilities."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.course.forbidden import CROSS_ENTROPY, SOFTMAX
from autograder.course.logits import expect_small, large_logits, lopsided_logits
from autograder.judge.aftermath import expect_gradient, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import expect, expect_close, expect_finite, expect_shape
from autograder.judge.given import Given, leaf, strided
from autograder.judge.student import CallFailed
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

# ---------------------------------------------------------------- softmax
_exercise("softmax", forbidden=SOFTMAX)


@_check("softmax", mark("exp(o) / Σ exp(o) in every row"), points=1)
def rows_are_probabilities(student: Any, draw: Draw) -> None:
    hint = _("Take a batch of two very different rows: what should add up to one?")
    for n, q in ((4, 4), (4, 4), (draw.size(5, 9), 4), (1, 5), (3, 1)):
        X = draw.normal(n, q, scale=2)
        call = student.softmax.call(X)
        expect_shape(call.value, (n, q))
        expect_close(call.value, oracle.softmax(X), scale=1.0, hint=hint)
        expect_unchanged(call, X, "X")
    X = draw.normal(4, 3, scale=2, dtype=torch.float64)
    expect_close(student.softmax(strided(X)), oracle.softmax(X), dtype=torch.float64, scale=1.0)
    X, small = lopsided_logits(draw)
    P = student.softmax(X)
    expect_close(P, oracle.softmax(X), scale=1.0, hint=hint)
    expect_small(P, oracle.softmax(X), small)


# exp(o - logsumexp(o)) is stable and rounds its exponent to float32 near 1e4 twice: an error of at
# most 2⁻¹⁰ in a probability. Overflow shows as nan, and clipping makes logits equal that differ by
# whole units.
_LARGE_LOGITS_TOLERANCE = 2e-3
_OVERFLOW_HINT = mark("Does every row, also one far below the rest, keep an exponent of zero?")


@_check("softmax", mark("finite and right for logits of ±10000 in any row"), points=1)
def stable_on_large_logits(student: Any, draw: Draw) -> None:
    hint = _(_OVERFLOW_HINT)
    for logits in large_logits(draw):
        value, expected = student.softmax(logits), oracle.softmax(logits)
        expect_close(value, expected, tolerance=_LARGE_LOGITS_TOLERANCE, scale=1.0, hint=hint)
        gradient = _gradient_if_any(student, leaf(logits), draw.normal(*logits.shape))
        if gradient is not None:
            expect_finite(gradient, _("the gradient"), hint)


def _gradient_if_any(student: Any, X: Given, V: Tensor) -> Tensor | None:
    """softmax's gradient, or None: whether there is one at all is another check's question."""
    try:
        call = student.softmax.call(X, cotangent=V)
    except CallFailed:
        return None
    gradient: Tensor | None = call.gradient(X)
    return gradient


@_check("softmax", mark("gradients flow back to the logits"), points=1)
def softmax_is_differentiable(student: Any, draw: Draw) -> None:
    for n, q in ((draw.size(5, 9), 4), (3, 3)):
        data, V = draw.normal(n, q, scale=2), draw.normal(n, q)
        X = leaf(data)
        call = student.softmax.call(X, cotangent=V)
        expect_shape(call.value, (n, q))
        P, v = oracle.softmax(data), V.double()
        expect_gradient(call, X, P * (v - (v * P).sum(1, keepdim=True)), scale=1.0)


# ---------------------------------------------------------------- net
_exercise("net", uses=("softmax",))


@_check("net", mark("softmax of XW + b for examples of any shape"), points=1)
def flattens_and_predicts(student: Any, draw: Draw) -> None:
    hint = _("What is one example here, and what must stay along the first axis?")
    shapes = ((draw.size(5, 9), 6), (5, 1, 4, 3), (4, 2, 2), (4, 2, 2), (1, 1, 2, 3))
    for shape, q in zip(shapes, (4, 3, 4, 4, 3), strict=True):
        d = torch.Size(shape[1:]).numel()
        X, W, b = draw.normal(*shape), draw.normal(d, q, scale=0.5), draw.normal(q)
        call = student.net.call(X, W, b)
        expect_shape(call.value, (shape[0], q), hint=hint)
        logits = oracle.affine(X.reshape(shape[0], d), W, b)
        summed = _("What does each row of the result sum to, and does it change when b does?")
        expect_close(call.value, oracle.softmax(logits), scale=1.0, hint=summed)
        for name, value in (("X", X), ("W", W), ("b", b)):
            expect_unchanged(call, value, name)
    X, W, b = (draw.normal(*s, dtype=torch.float64) for s in ((3, 4), (4, 2), (2,)))
    expected = oracle.softmax(oracle.affine(X, W, b))
    expect_close(student.net(strided(X), W, b), expected, dtype=torch.float64, scale=1.0)
    # Scores of some hundreds, of one sign in each row: exp overflows, or gives 0 for all.
    X, W, b = draw.integers(1, 9, 4, 6).float(), draw.normal(6, 3), draw.normal(3)
    W += 50 * draw.signs(1)
    for scores_of in (X, -X):
        value = student.net(scores_of, W, b)
        expected = oracle.softmax(oracle.affine(scores_of, W, b))
        tolerance = _LARGE_LOGITS_TOLERANCE
        expect_close(value, expected, tolerance=tolerance, scale=1.0, hint=_(_OVERFLOW_HINT))


@_check("net", mark("gradients reach W and b"), points=1)
def net_is_differentiable(student: Any, draw: Draw) -> None:
    n, d, q = draw.size(5, 9), 6, 3
    X, V = draw.normal(n, 1, 2, 3), draw.normal(n, q)
    weights, biases = draw.normal(d, q, scale=0.5), draw.normal(q)
    W, b = leaf(weights), leaf(biases)
    call = student.net.call(X, W, b, cotangent=V)
    expect_shape(call.value, (n, q))
    flat, v = X.reshape(n, d).double(), V.double()
    P = oracle.softmax(oracle.affine(flat, weights, biases))
    back = P * (v - (v * P).sum(1, keepdim=True))
    scale = float(n)
    expect_gradient(call, W, flat.T @ back, scale=scale, what=_("the gradient for W"))
    expect_gradient(call, b, back.sum(0), scale=scale, what=_("the gradient for b"))


# ---------------------------------------------------------------- cross_entropy
_exercise("cross_entropy", forbidden=CROSS_ENTROPY)

# A safeguard of up to 1e-8 added to a probability p changes its logarithm by 1e-8/p: by at most
# 1e-6 for p >= 0.01 and by 1e-3 for p = 1e-5, where 1e-7 already changes it by 1e-2. As the least
# that p may be, it shows only where p is smaller. For p = 2e-8 adding 1e-8 changes the logarithm by
# log(3/2) = 0.41, but 1e-7 by log(6) = 1.8 if added, and by log(5) = 1.6 as the least.
_TOLERANCE = 1e-4
_TINY = ((1e-5, 3e-3), (2e-8, 0.5))  # probability and tolerance


# No gradient is asked for at one-hot rows. There -log(y_hat)[i, y_i], the logarithm before the
# choice, has the right value and the gradient nan at the other classes, of probability 0 (autograd
# multiplies the 0 of the choice by 1/p, which is infinite). It is how many a textbook writes the
# loss, and behind a softmax in float32 the case is met only where a probability underflows, which
# is what lesson 6 begins with. Wrong is what gives nan for the value itself, and what gives another
# gradient where all probabilities are above 0, however small.
def _probabilities(draw: Draw, n: int, q: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Rows that sum to 1, for q <= 5 with no entry below exp(-2)/5 = 0.027."""
    P = oracle.softmax(draw.uniform(-1, 1, n, q))
    return P.to(dtype)


@_check("cross_entropy", mark("-log of the true class's probability, for each example"), points=1)
def minus_log_probability(student: Any, draw: Draw) -> None:
    for n, q in ((draw.size(6, 9), 4), (5, 5), (5, 5), (1, 3), (3, 2)):
        y_hat, y = _probabilities(draw, n, q), draw.labels(n, q)
        call = student.cross_entropy.call(y_hat, y)
        hint = _("How many values should come back for a batch of {n}?").format(n=n)
        expect_shape(call.value, (n,), hint=hint)
        expected = -y_hat.double()[torch.arange(n), y].log()
        hint = _("What does the first argument hold, and which entry of a row matters?")
        expect_close(call.value, expected, tolerance=_TOLERANCE, scale=1.0, hint=hint)
        expect_unchanged(call, y_hat, "y_hat")
        expect_unchanged(call, y, "y")
    y_hat, y = _probabilities(draw, 4, 3, torch.float64), draw.labels(4, 3)
    expected = -y_hat[torch.arange(4), y].log()
    value = student.cross_entropy(strided(y_hat), y)
    expect_close(value, expected, dtype=torch.float64, tolerance=_TOLERANCE, scale=1.0)


@_check(
    "cross_entropy", mark("right at the edges: probabilities of 0 and 1, and tiny ones"), points=1
)
def exact_at_the_edges(student: Any, draw: Draw) -> None:
    n, q = draw.size(4, 7), 3
    y = draw.labels(n, q)
    value = student.cross_entropy(oracle.one_hot(y, q).float(), y)
    hint = _("Which entries of a row should not influence the result at all?")
    expect_shape(value, (n,))
    zeros = torch.zeros(n, dtype=torch.float64)
    expect_close(value, zeros, tolerance=_TOLERANCE, scale=1.0, hint=hint)
    hint = _(
        "How much does what you add to a probability, or put in its place, change a small one?"
    )
    for probability, tolerance in _TINY:
        y_hat = torch.full((n, q), (1 - probability) / (q - 1))
        y_hat[torch.arange(n), y] = probability
        expected = -y_hat.double()[torch.arange(n), y].log()
        value = student.cross_entropy(y_hat, y)
        expect_close(value, expected, tolerance=tolerance, scale=1.0, hint=hint)
    _expect_dear_impossible(student, y, q)


# The loss of a probability of 0 is infinite, or log(1e8) = 18.42 with the largest safeguard.
_OF_IMPOSSIBLE = 18.4


def _expect_dear_impossible(student: Any, y: Tensor, q: int) -> None:
    """Nothing costs more than a true class that the model thinks impossible."""
    value = student.cross_entropy((1 - oracle.one_hot(y, q).float()) / (q - 1), y)
    expect_shape(value, (len(y),))
    expect(
        bool((value >= _OF_IMPOSSIBLE).all()),  # not for nan
        _("true classes of probability 0 whose loss is nan, or too small"),
        _("an infinite loss, or at least {least} with a safeguard").format(least=_OF_IMPOSSIBLE),
        _("What should a model pay that gives the true class no chance at all?"),
    )


@_check("cross_entropy", mark("its gradient is -1/p at the true class, 0 elsewhere"), points=1)
def cross_entropy_is_differentiable(student: Any, draw: Draw) -> None:
    for n, q in ((draw.size(6, 9), 4), (3, 3)):
        data, y, V = _probabilities(draw, n, q), draw.labels(n, q), draw.normal(n)
        y_hat = leaf(data)
        call = student.cross_entropy.call(y_hat, y, cotangent=V)
        expect_shape(call.value, (n,))
        expected = -oracle.one_hot(y, q) * V.double()[:, None] / data.double()
        expect_gradient(call, y_hat, expected)
    # A safeguard of 1e-8 changes the gradient at p by a share of 1e-8/p.
    p = draw.uniform(2e-3, 9e-3, 4)
    y, V = draw.labels(4, 3), draw.signs(4)
    y_hat = leaf(torch.where(oracle.one_hot(y, 3) > 0, p[:, None], (1 - p[:, None]) / 2))
    call = student.cross_entropy.call(y_hat, y, cotangent=V)
    expected = -oracle.one_hot(y, 3) * (V.double() / p.double())[:, None]
    hint = _("Is the gradient cut off where a probability is small?")
    expect_gradient(call, y_hat, expected, tolerance=1e-3, hint=hint)
