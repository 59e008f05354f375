"""Checks of lesson 5, first half: softmax, model, loss, accuracy and running totals."""

from __future__ import annotations

import itertools
from typing import Any

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.judge import given
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import (
    Wrong,
    expect,
    expect_close,
    expect_finite,
    expect_gradient,
    expect_number,
    expect_shape,
    expect_unchanged,
    shown,
)
from autograder.judge.given import Given, leaf, strided
from autograder.judge.student import CallFailed
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

# ---------------------------------------------------------------- softmax
_exercise("softmax")


@_check("softmax", mark("exp(o) / Σ exp(o) in every row"), points=1)
def rows_are_probabilities(student: Any, draw: Draw) -> None:
    hint = _("Take a batch of two very different rows: what should add up to one?")
    for n, q in ((draw.size(5, 9), 4), (4, 4), (1, 5), (3, 1)):
        X = draw.normal(n, q, scale=2)
        call = student.softmax.call(X)
        expect_shape(call.value, (n, q))
        expect_close(call.value, oracle.softmax(X), scale=1.0, hint=hint)
        expect_unchanged(call, X, "X")
    X = draw.normal(4, 3, scale=2, dtype=torch.float64)
    expect_close(student.softmax(strided(X)), oracle.softmax(X), dtype=torch.float64, scale=1.0)


def _distant_rows(draw: Draw) -> Tensor:
    """Logits (6, 4) up to ±1e4: rows all high, all low, mixed, and ordinary ones between them."""
    X = draw.normal(6, 4, scale=2)
    far = draw.uniform(9_000, 10_000, 3)
    X[0] += far[0]
    X[1] -= far[1]
    X[2] = torch.tensor([-1e4, 0.0, 1e4, 1e4])[draw.permutation(4)]
    X[3, draw.size(0, 3)] -= far[2]
    return X[draw.permutation(6)]


# exp(o - logsumexp(o)) is stable and rounds its exponent to float32 near 1e4 twice: an error of at
# most 2⁻¹⁰ in a probability. Overflow shows as nan, and clipping makes logits equal that differ by
# whole units.
_LARGE_LOGITS_TOLERANCE = 2e-3


@_check("softmax", mark("finite and right for logits of ±10000 in any row"), points=1)
def stable_on_large_logits(student: Any, draw: Draw) -> None:
    hint = _("Does every row, also one far below the rest, keep an exponent of zero?")
    base = _distant_rows(draw)
    rather_large = draw.uniform(90, 96, 3, 4)  # exp overflows in float32 from 89 on
    for logits in (rather_large, base, base[:1], torch.full((2, 3), 1e4), torch.full((2, 2), -1e4)):
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
    shapes = ((draw.size(5, 9), 6), (5, 1, 4, 3), (4, 2, 2), (1, 1, 2, 3))
    for shape, q in zip(shapes, (4, 3, 4, 3), strict=True):
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
_exercise("cross_entropy")

# An epsilon of up to 1e-8 beside a probability p changes its logarithm by 1e-8/p: by at most 1e-6
# for p >= 0.01 and by 1e-3 for p = 1e-5, where an epsilon of 1e-7 already changes it by 1e-2.
_TOLERANCE = 1e-4
_TINY_PROBABILITY = 1e-5
_TINY_TOLERANCE = 3e-3


def _probabilities(draw: Draw, n: int, q: int, dtype: torch.dtype = torch.float32) -> Tensor:
    """Rows that sum to 1, for q <= 5 with no entry below exp(-2)/5 = 0.027."""
    P = oracle.softmax(draw.uniform(-1, 1, n, q))
    return P.to(dtype)


@_check("cross_entropy", mark("-log of the true class's probability, for each example"), points=1)
def minus_log_probability(student: Any, draw: Draw) -> None:
    for n, q in ((draw.size(6, 9), 4), (5, 5), (1, 3), (3, 2)):
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


@_check("cross_entropy", mark("right at the edges: probabilities of 0, 1 and 0.00001"), points=1)
def exact_at_the_edges(student: Any, draw: Draw) -> None:
    n, q = draw.size(4, 7), 3
    y = draw.labels(n, q)
    value = student.cross_entropy(oracle.one_hot(y, q).float(), y)
    hint = _("Which entries of a row should not influence the result at all?")
    expect_shape(value, (n,))
    zeros = torch.zeros(n, dtype=torch.float64)
    expect_close(value, zeros, tolerance=_TOLERANCE, scale=1.0, hint=hint)
    y_hat = torch.full((n, q), (1 - _TINY_PROBABILITY) / (q - 1))
    y_hat[torch.arange(n), y] = _TINY_PROBABILITY
    expected = -y_hat.double()[torch.arange(n), y].log()
    hint = _("How much does what you add to a probability change a small one?")
    value = student.cross_entropy(y_hat, y)
    expect_close(value, expected, tolerance=_TINY_TOLERANCE, scale=1.0, hint=hint)


@_check("cross_entropy", mark("its gradient is -1/p at the true class, 0 elsewhere"), points=1)
def cross_entropy_is_differentiable(student: Any, draw: Draw) -> None:
    for n, q in ((draw.size(6, 9), 4), (3, 3)):
        data, y, V = _probabilities(draw, n, q), draw.labels(n, q), draw.normal(n)
        y_hat = leaf(data)
        call = student.cross_entropy.call(y_hat, y, cotangent=V)
        expect_shape(call.value, (n,))
        expected = -oracle.one_hot(y, q) * V.double()[:, None] / data.double()
        expect_gradient(call, y_hat, expected)


# ---------------------------------------------------------------- accuracy
_exercise("accuracy")


def _scores(draw: Draw, n: int, q: int) -> tuple[Tensor, Tensor]:
    """Scores (n, q) of both signs whose largest in each row leads by 0.5, and its class (n,)."""
    ranks = torch.stack([draw.permutation(q) for _row in range(n)])
    return ranks + draw.uniform(0, 0.5, n, q) - draw.number(0, q + 1), ranks.argmax(1)


def _half_right(draw: Draw, truth: Tensor, q: int) -> tuple[Tensor, int]:
    """Labels (n,) of which a drawn number, neither none nor all, equal `truth`."""
    n = len(truth)
    right = draw.size(1, n - 1)
    labels = truth.clone()
    wrong = draw.permutation(n)[right:]
    labels[wrong] = (truth[wrong] + draw.integers(1, q - 1, len(wrong))) % q
    return labels, right


def _expect_count(student: Any, y_hat: Tensor, y: Tensor, right: int, hint: str) -> None:
    call = student.accuracy.call(y_hat, y)
    expect_number(call.value, float(right), tolerance=1e-6, hint=hint)
    expect_unchanged(call, y_hat, "y_hat")
    expect_unchanged(call, y, "y")


_HOW_MANY = mark("How many predictions are there, and how many of them equal their label?")


@_check("accuracy", mark("counts the rows whose largest score is at the label"), points=1)
def counts_hits_of_scores(student: Any, draw: Draw) -> None:
    for n, q in ((draw.size(15, 25), 4), (6, 6), (12, 2)):
        y_hat, best = _scores(draw, n, q)
        y, right = _half_right(draw, best, q)
        _expect_count(student, y_hat, y, right, _(_HOW_MANY))
    _expect_count(student, y_hat.double(), best, n, _(_HOW_MANY))


@_check("accuracy", mark("counts predicted class ids as well"), points=1)
def counts_hits_of_class_ids(student: Any, draw: Draw) -> None:
    for n, q in ((draw.size(15, 25), 4), (8, 10)):
        y_hat = draw.labels(n, q)
        y, right = _half_right(draw, y_hat, q)
        hint = _("What does a y_hat with one axis hold?")
        _expect_count(student, y_hat, y, right, hint)


@_check("accuracy", mark("works for a single example"), points=1)
def counts_a_single_example(student: Any, draw: Draw) -> None:
    for is_right in (1, 0):
        y_hat, best = _scores(draw, 1, 5)
        y = best if is_right else (best + draw.size(1, 4)) % 5
        hint = _("What is y_hat's shape for one example, and which branch does it take?")
        _expect_count(student, y_hat, y, is_right, hint)
        _expect_count(student, best, y, is_right, hint)


# ---------------------------------------------------------------- Accumulator
_exercise("Accumulator")


def _expect_total(value: Any, expected: float) -> None:
    hint = _("What does add do with the first value, with the second, with a second call?")
    expect_number(value, expected, tolerance=1e-5, what=_("a total"), hint=hint)


@_check("Accumulator", mark("adds value by value, and starts anew after reset"), points=1)
def adds_and_resets(student: Any, draw: Draw) -> None:
    for n in (3, 1, draw.size(4, 6)):
        rows = draw.uniform(1, 9, 4, n, dtype=torch.float64).tolist()
        read = [given.get(i) for i in range(n)]
        first, second, third, last = (given.call("add", *row) for row in rows)
        steps = [*read, first, *read, second, third, *read, given.call("reset"), *read, last, *read]
        looks = student.Accumulator.call(n, steps=steps).steps
        totals = [
            [0.0] * n,
            rows[0],
            [sum(column) for column in zip(*rows[:3], strict=True)],
            [0.0] * n,
            rows[3],
        ]
        expect(len(looks) == len(steps), _("an incomplete answer"), _("one result per step"))
        came = [value for step, value in zip(steps, looks, strict=True) if step.kind == "get"]
        for value, expected in zip(came, itertools.chain(*totals), strict=True):
            _expect_total(value, expected)


@_check("Accumulator", mark("keeps plain numbers, even of tensors"), points=1)
def keeps_plain_numbers(student: Any, draw: Draw) -> None:
    values = draw.uniform(1, 9, 2)
    steps = [
        given.call("add", values[0], values[1].reshape(1), 3),
        *(given.get(i) for i in range(3)),
    ]
    looks = student.Accumulator.call(3, steps=steps).steps
    expect(len(looks) == len(steps), _("an incomplete answer"), _("one result per step"))
    for value, expected in zip(looks[1:], (*values.tolist(), 3.0), strict=True):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Wrong(
                _("a total: {value}").format(value=shown(value)),
                _("a plain Python float"),
                _("Does your total still carry the history of what was added?"),
            )
        _expect_total(value, expected)
