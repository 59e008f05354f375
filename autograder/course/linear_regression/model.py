"""Checks of lesson 1: the model and its loss."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.course.forbidden import LOSSES
from autograder.judge.aftermath import expect_gradient, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import expect_close, expect_shape
from autograder.judge.given import leaf, strided
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

# ---------------------------------------------------------------- linreg
_exercise("linreg")


@_check("linreg", mark("Xw + b, one prediction per row"), points=1)
def predicts_xw_plus_b(student: Any, draw: Draw) -> None:
    usual = ((draw.size(5, 9), 3), (1, 4), (6, 1), (4, 4), (4, 4))
    for n, d, size in (*((n, d, 1) for n, d in usual), (5, 2, 1e6)):
        X, w, b = draw.normal(n, d), draw.normal(d, 1, scale=size), draw.normal(1, scale=size)
        call = student.linreg.call(X, w, b)
        expect_close(call.value, oracle.affine(X, w, b), scale=size * (d + 1))
        for name, value in (("X", X), ("w", w), ("b", b)):
            expect_unchanged(call, value, name)
    X, w, b = (draw.normal(*s, dtype=torch.float64) for s in ((6, 3), (3, 1), (1,)))
    value = student.linreg(strided(X), w, b)
    expect_close(value, oracle.affine(X, w, b), dtype=torch.float64, scale=4.0)


@_check("linreg", mark("gradients reach X, w and b"), points=1)
def prediction_is_differentiable(student: Any, draw: Draw) -> None:
    for n, d in ((draw.size(5, 9), 3), (1, 1)):
        values = draw.normal(n, d), draw.normal(d, 1), draw.normal(1)
        X, w, b = map(leaf, values)
        V = draw.normal(n, 1)
        call = student.linreg.call(X, w, b, cotangent=V)
        expect_close(call.value, oracle.affine(*values), scale=float(d + 1))
        x64, w64, v64 = oracle.double(values[0], values[1], V)
        expect_gradient(call, X, v64 @ w64.T, what=_("the gradient for X"))
        expect_gradient(call, w, x64.T @ v64, what=_("the gradient for w"), scale=float(n))
        expect_gradient(call, b, v64.sum(0), what=_("the gradient for b"), scale=float(n))


# ---------------------------------------------------------------- squared_loss
_exercise("squared_loss", forbidden=LOSSES)


def _expect_half_squares(value: Any, y_hat: Tensor, y: Tensor, hint: str = "") -> None:
    """(y_hat - y)²/2 for y_hat and y (n, 1).

    Rounding is measured against (|y_hat| + |y|)²/2: a right formula may be multiplied out.
    """
    a, e = oracle.double(y_hat, y)
    scale = float(((a.abs() + e.abs()) ** 2 / 2).max())
    expect_close(value, (a - e) ** 2 / 2, dtype=y_hat.dtype, scale=scale, hint=hint)


@_check("squared_loss", mark("(y_hat - y)²/2 for each example"), points=1)
def half_squared_difference(student: Any, draw: Draw) -> None:
    for n, size in ((draw.size(5, 9), 3), (1, 3), (1, 3), (draw.size(5, 9), 1e6)):
        y_hat, y = draw.normal(n, 1, scale=size), draw.normal(n, 1, scale=size)
        call = student.squared_loss.call(y_hat, y)
        hint = _("How many values should come back for a batch of {n}?").format(n=n)
        expect_shape(call.value, (n, 1), hint=hint)
        _expect_half_squares(call.value, y_hat, y)
        expect_unchanged(call, y_hat, "y_hat")
        expect_unchanged(call, y, "y")
    y_hat, y = (draw.normal(6, 1, dtype=torch.float64) for _ in range(2))
    _expect_half_squares(student.squared_loss(strided(y_hat), strided(y)), y_hat, y)


@_check("squared_loss", mark("labels of shape (n,) are matched row by row"), points=1)
def flat_labels_do_not_broadcast(student: Any, draw: Draw) -> None:
    hint = _("Print the shape of y_hat - y before you square it.")
    for n, dtype in ((draw.size(5, 9), torch.float32), (1, torch.float32), (6, torch.float64)):
        y_hat, y = draw.normal(n, 1, scale=3, dtype=dtype), draw.normal(n, scale=3, dtype=dtype)
        call = student.squared_loss.call(y_hat, y)
        expect_shape(call.value, (n, 1), hint=hint)
        _expect_half_squares(call.value, y_hat, y[:, None], hint)
        expect_unchanged(call, y_hat, "y_hat")
        expect_unchanged(call, y, "y")


@_check("squared_loss", mark("its gradient is y_hat - y"), points=1)
def loss_is_differentiable(student: Any, draw: Draw) -> None:
    n = draw.size(5, 9)
    values, y, V = draw.normal(n, 1), draw.normal(n), draw.normal(n, 1)
    no_slope = _("Which operation on the way has no finite slope at zero?")
    right = y[:, None].clone()  # predictions
    for y_hat, labels, hint in ((values, y[:, None], ""), (values, y, ""), (right, y, no_slope)):
        given = leaf(y_hat)
        call = student.squared_loss.call(given, labels, cotangent=V)
        expect_shape(call.value, (n, 1))
        a, e, v = oracle.double(y_hat, y[:, None], V)
        expect_gradient(call, given, v * (a - e), scale=10.0, hint=hint)
