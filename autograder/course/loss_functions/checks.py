"""Checks of lesson 3: squared, absolute and Huber loss, and the normal log-likelihood."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor

from autograder.course.forbidden import DISTRIBUTIONS, LOSSES
from autograder.judge.aftermath import expect_gradient, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import (
    FLOAT32_TOLERANCE,
    FLOAT64_TOLERANCE,
    expect_close,
    expect_finite,
    expect_shape,
)
from autograder.judge.given import leaf, strided
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

Formula = Callable[[Tensor], Tensor]  # of the error y_hat - y, in float64

# float64 inputs must give float64 results; but a right solution may keep a setting (δ, σ, 2π) as a
# float32 tensor, which is off by 2⁻²⁴ = 6e-8 of it unless it is a small whole number, or a half of
# one. Results then are off by a few times that.
_FLOAT64_WITH_SETTINGS = 1e-6


def _pair(draw: Draw, *shape: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
    """Predictions and labels whose differences spread over [-5, 5]."""
    y = draw.normal(*shape, dtype=dtype)
    return y + draw.uniform(-5, 5, *shape, dtype=dtype), y


def _expect_values(
    student: Any,
    name: str,
    draw: Draw,
    formula: Formula,
    *settings: float,
    float64_tolerance: float = FLOAT64_TOLERANCE,
    far: float = 1.0,
) -> None:
    """The right value in each entry, for tensors of any shape, layout and float type.

    Vectors get numbers so many times as large.
    """
    function = getattr(student, name)
    hint = _("Use tensor operations that treat each entry by itself.")
    n = draw.size(11, 19)
    for shape in ((n, 1), (n,), (1, 1), (1,), (4, 4), (4, 4), (2, 3, 4)):
        y_hat, y = (far * each if len(shape) == 1 else each for each in _pair(draw, *shape))
        call = function.call(y_hat, y, *settings)
        expect_shape(call.value, shape, hint=hint)
        _expect_near(call.value, y_hat, y, formula, FLOAT32_TOLERANCE)
        expect_unchanged(call, y_hat, "y_hat")
        expect_unchanged(call, y, "y")
    y_hat, y = _pair(draw, n, 3, dtype=torch.float64)
    value = function(strided(y_hat), strided(y), *settings)
    _expect_near(value, y_hat, y, formula, float64_tolerance)


def _expect_near(value: Any, y_hat: Tensor, y: Tensor, formula: Formula, tolerance: float) -> None:
    """Rounding is measured against the formula of |y_hat| + |y|: a right one may expand it."""
    a, e = y_hat.double(), y.double()
    scale = 1 + float(formula(a.abs() + e.abs()).abs().max())
    expect_close(value, formula(a - e), dtype=y.dtype, tolerance=tolerance, scale=scale)


def _expect_slopes(
    student: Any, name: str, y_hat: Tensor, y: Tensor, slope: Formula, *settings: float
) -> None:
    """The right slope, as a gradient of y_hat."""
    weights = torch.linspace(0.5, 1.5, y.numel()).reshape(y.shape)
    y_hat_leaf = leaf(y_hat)
    call = getattr(student, name).call(y_hat_leaf, y, *settings, cotangent=weights)
    expect_shape(call.value, tuple(y.shape))
    error = y_hat.double() - y.double()
    expect_gradient(call, y_hat_leaf, weights.double() * slope(error), scale=10.0)


def _expect_flat_at_zero(student: Any, name: str, draw: Draw, *settings: float) -> None:
    """A slope of 0 where prediction and label are equal."""
    y = draw.normal(8)
    y_hat = leaf(y.clone())
    call = getattr(student, name).call(y_hat, y, *settings, cotangent=torch.ones(8))
    hint = _("Which operation on the way has no finite slope at zero?")
    expect_gradient(call, y_hat, torch.zeros(8), scale=10.0, hint=hint)


def _both_sides(draw: Draw, low: float = 0.05, high: float = 5.0) -> tuple[Tensor, Tensor]:
    """Predictions and labels whose errors have both signs and sizes from `low` to `high`."""
    error = draw.uniform(low, high, 12) * torch.tensor([1.0, -1.0]).repeat(6)
    y = draw.normal(12)
    return y + error, y


# ---------------------------------------------------------------- l2_loss
_exercise("l2_loss", forbidden=LOSSES)


@_check("l2_loss", mark("(y_hat - y)²/2 in each entry"), points=1)
def half_square_of_each_error(student: Any, draw: Draw) -> None:
    _expect_values(student, "l2_loss", draw, lambda e: e**2 / 2, far=1e3)


@_check("l2_loss", mark("its slope is the error"), points=1)
def slope_is_the_error(student: Any, draw: Draw) -> None:
    _expect_slopes(student, "l2_loss", *_both_sides(draw), lambda e: e)
    y_hat, y = _pair(draw, 4, 4)
    _expect_slopes(student, "l2_loss", y_hat, y, lambda e: e)
    _expect_flat_at_zero(student, "l2_loss", draw)


# ---------------------------------------------------------------- l1_loss
_exercise("l1_loss", forbidden=LOSSES)


@_check("l1_loss", mark("|y_hat - y| in each entry"), points=1)
def size_of_each_error(student: Any, draw: Draw) -> None:
    _expect_values(student, "l1_loss", draw, torch.abs, far=1e3)


@_check("l1_loss", mark("its slope is the error's sign, and within [-1, 1] at zero"), points=1)
def slope_is_the_sign(student: Any, draw: Draw) -> None:
    _expect_slopes(student, "l1_loss", *_both_sides(draw), torch.sign)
    y = draw.normal(6)
    y_hat = leaf(y + torch.tensor([0.0, 2.0, 0.0, -2.0, 0.0, 1.0]))
    call = student.l1_loss.call(y_hat, y, cotangent=torch.ones(6))
    expect_shape(call.value, (6,))
    error = y_hat.fields["data"].double() - y.double()
    expect_close(call.value, error.abs())
    slope = call.gradient(y_hat)
    # Where the error is zero every slope in [-1, 1] is right: put in what came, if it is one.
    if isinstance(slope, Tensor) and slope.dtype == y.dtype and slope.shape == y.shape:
        hint = _("Which operation on the way has no finite slope at zero?")
        expect_finite(slope, _("the gradient where y_hat equals y"), hint)
        expected = torch.where(error == 0, slope.double().clamp(-1, 1), error.sign())
    else:
        expected = error.sign()
    expect_gradient(call, y_hat, expected)


# ---------------------------------------------------------------- huber_loss
_exercise("huber_loss", uses=("l2_loss", "l1_loss"), forbidden=LOSSES)


def _huber(error: Tensor, delta: float) -> Tensor:
    """near·(|e| - near/2) with near = min(|e|, δ): both branches in one formula."""
    size = error.abs()
    near = size.clamp(max=delta)
    return near * (size - near / 2)


def _cut_off(error: Tensor, delta: float) -> Tensor:
    return error.clamp(-delta, delta)


@_check("huber_loss", mark("squared near the label, linear far from it"), points=1)
def squared_near_linear_far(student: Any, draw: Draw) -> None:
    # A right one may subtract one parabola from another: each is rounded to 6e-8 of e², that is at
    # an error of 300 to 5e-3, where 0.03 are allowed.
    _expect_values(student, "huber_loss", draw, partial(_huber, delta=1.0), far=50)


@_check("huber_loss", mark("delta is where the branches meet"), points=2)
def branches_meet_at_delta(student: Any, draw: Draw) -> None:
    for delta in (draw.number(1.6, 3.0), draw.number(0.2, 0.6), 2):
        _expect_values(student, "huber_loss", draw, partial(_huber, delta=delta), delta,
                       float64_tolerance=_FLOAT64_WITH_SETTINGS)  # fmt: skip
        y = draw.normal(6)
        close = torch.tensor([0.99, -0.99, 1.0, -1.0, 1.01, -1.01]) * delta
        value = student.huber_loss(y + close, y, delta)
        error = (y + close).double() - y.double()
        hint = _("Which value and which slope do the two branches have at the threshold?")
        expect_close(value, _huber(error, delta), hint=hint)


@_check("huber_loss", mark("its slope is the error, cut off at ±delta"), points=1)
def slope_is_cut_off(student: Any, draw: Draw) -> None:
    for delta in (1.0, draw.number(1.6, 3.0), draw.number(0.2, 0.6)):
        near, far = _both_sides(draw, 0.01 * delta, 0.95 * delta), _both_sides(draw, delta + 0.1, 9)
        y_hat, y = (torch.cat(parts)[draw.permutation(24)] for parts in zip(near, far, strict=True))
        _expect_slopes(student, "huber_loss", y_hat, y, partial(_cut_off, delta=delta), delta)
    _expect_flat_at_zero(student, "huber_loss", draw)


# ---------------------------------------------------------------- gaussian_nll
_exercise("gaussian_nll", uses=("l2_loss",), forbidden=(*LOSSES, *DISTRIBUTIONS))


def _nll(error: Tensor, sigma: float) -> Tensor:
    return (error / sigma) ** 2 / 2 + math.log(sigma) + math.log(2 * math.pi) / 2


@_check("gaussian_nll", mark("-log of the normal density in each entry"), points=1)
def minus_log_of_the_density(student: Any, draw: Draw) -> None:
    for sigma in (draw.number(0.3, 0.8), draw.number(1.5, 3.0), 2):
        _expect_values(student, "gaussian_nll", draw, partial(_nll, sigma=sigma), sigma,
                       float64_tolerance=_FLOAT64_WITH_SETTINGS)  # fmt: skip
    sigma = draw.number(0.05, 0.1)  # a density above 1: minus its logarithm is below 0
    y_hat, y = draw.normal(8, scale=sigma), draw.normal(8, scale=sigma)
    value = student.gaussian_nll(y_hat, y, sigma)
    expect_close(value, _nll(y_hat.double() - y.double(), sigma), scale=5.0)


@_check("gaussian_nll", mark("finite and right for errors of many sigma"), points=1)
def far_errors_stay_finite(student: Any, draw: Draw) -> None:
    y = draw.normal(8)
    for sigma in (draw.number(0.3, 0.8), 1.0):
        y_hat = y + draw.uniform(20, 900, 8) * draw.signs(8) * sigma
        value = student.gaussian_nll(y_hat, y, sigma)
        hint = _("Can you cancel the log and the exp on paper before coding?")
        expect_shape(value, (8,))
        expect_close(value, _nll(y_hat.double() - y.double(), sigma), hint=hint)
    # Values of 1e5 for which σ = 1/2 is exact in every float type: the constant may be off by
    # 1e-7, float64 rounding adds 1e-10; an error kept in float32 on the way is off by 1e-2.
    y = draw.normal(8, dtype=torch.float64)
    y_hat = y + draw.uniform(200, 450, 8, dtype=torch.float64)
    value = student.gaussian_nll(y_hat, y, 0.5)
    expect_close(value, _nll(y_hat - y, 0.5), dtype=torch.float64, tolerance=1e-6, scale=1.0)


@_check("gaussian_nll", mark("its slope is the error over sigma²"), points=1)
def slope_is_scaled_by_the_variance(student: Any, draw: Draw) -> None:
    for sigma in (draw.number(0.5, 0.8), draw.number(1.5, 3.0)):
        slope = partial(torch.mul, other=1 / sigma**2)
        _expect_slopes(student, "gaussian_nll", *_both_sides(draw), slope, sigma)
        _expect_slopes(student, "gaussian_nll", *_both_sides(draw, 50, 99), slope, sigma)
    _expect_flat_at_zero(student, "gaussian_nll", draw, 1.0)


ASSIGNMENT = REGISTER.assignment("loss_functions", mark("Loss functions"))
