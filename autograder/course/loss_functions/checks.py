"""Checks of lesson 3: squared, absolute and Huber loss, and the normal log-likelihood."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import (
    expect,
    expect_close,
    expect_gradient,
    expect_shape,
    expect_unchanged,
)
from autograder.judge.given import leaf, strided
from autograder.messages import _, mark

_register = Register()
_exercise, _check = _register.exercise, _register.check

Formula = Callable[[Tensor], Tensor]  # of the error y_hat - y, in float64

# Values that a right solution may turn into a float32 tensor on the way (the constant
# log(2π)/2, log σ, δ) leave 2⁻²⁴ = 6e-8 of each in a float64 result; this is ten times that and a
# thousandth of what float32 arithmetic on the inputs would... only the dtype is asked for strictly.
_FLOAT64_WITH_SETTINGS = 1e-6


def _pair(draw: Draw, *shape: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
    """Predictions and labels whose differences spread over [-5, 5]."""
    y = draw.normal(*shape, dtype=dtype)
    return y + draw.uniform(-5, 5, *shape, dtype=dtype), y


def _expect_values(
    student: Any, name: str, draw: Draw, formula: Formula, *settings: float
) -> None:
    """The right value in each entry, for tensors of any shape, layout and float type."""
    function = getattr(student, name)
    hint = _("Use tensor operations that treat each entry by itself.")
    n = draw.size(11, 19)
    for shape in ((n, 1), (n,), (1, 1), (4, 4), (2, 3, 4)):
        y_hat, y = _pair(draw, *shape)
        call = function.call(y_hat, y, *settings)
        expect_shape(call.value, shape, hint=hint)
        expect_close(call.value, formula(y_hat.double() - y.double()))
        expect_unchanged(call, y_hat, "y_hat")
        expect_unchanged(call, y, "y")
    y_hat, y = _pair(draw, n, 3, dtype=torch.float64)
    value = function(strided(y_hat), strided(y), *settings)
    expect_close(
        value, formula(y_hat - y), dtype=torch.float64, tolerance=_FLOAT64_WITH_SETTINGS
    )


def _expect_slopes(
    student: Any, name: str, draw: Draw, slope: Formula, *settings: float
) -> None:
    """The right slope for errors of both signs, small and large."""
    n = 12
    error = draw.uniform(0.05, 5, n) * torch.tensor([1.0, -1.0]).repeat(n // 2)
    y, V = draw.normal(n), draw.uniform(0.5, 2, n)
    y_hat = leaf(y + error)
    call = getattr(student, name).call(y_hat, y, *settings, cotangent=V)
    expect_shape(call.value, (n,))
    exact = y_hat.fields["data"].double() - y.double()
    expect_gradient(call, y_hat, V.double() * slope(exact), scale=10.0)


# ---------------------------------------------------------------- l2_loss
_exercise("l2_loss")


@_check("l2_loss", mark("(y_hat - y)²/2 in each entry"), points=1)
def half_square_of_each_error(student: Any, draw: Draw) -> None:
    _expect_values(student, "l2_loss", draw, lambda e: e**2 / 2)


@_check("l2_loss", mark("its slope is the error"), points=1)
def slope_is_the_error(student: Any, draw: Draw) -> None:
    _expect_slopes(student, "l2_loss", draw, lambda e: e)


# ---------------------------------------------------------------- l1_loss
_exercise("l1_loss")


@_check("l1_loss", mark("|y_hat - y| in each entry"), points=1)
def size_of_each_error(student: Any, draw: Draw) -> None:
    _expect_values(student, "l1_loss", draw, torch.abs)


@_check("l1_loss", mark("its slope is the error's sign, and within [-1, 1] at zero"), points=1)
def slope_is_the_sign(student: Any, draw: Draw) -> None:
    _expect_slopes(student, "l1_loss", draw, torch.sign)


# ---------------------------------------------------------------- huber_loss
_exercise("huber_loss")


@_check("huber_loss", mark("squared near the label, linear far from it"), points=1)
def squared_near_linear_far(student: Any, draw: Draw) -> None:
    _expect_values(student, "huber_loss", draw, lambda e: _huber(e, 1.0))


def _huber(error: Tensor, delta: float) -> Tensor:
    size = error.abs()
    near = size.clamp(max=delta)
    return near * (size - near / 2)


# ---------------------------------------------------------------- gaussian_nll
_exercise("gaussian_nll")


@_check("gaussian_nll", mark("-log of the normal density in each entry"), points=1)
def minus_log_of_the_density(student: Any, draw: Draw) -> None:
    sigma = draw.number(0.3, 0.8)
    _expect_values(student, "gaussian_nll", draw, lambda e: _nll(e, sigma), sigma)


def _nll(error: Tensor, sigma: float) -> Tensor:
    return (error / sigma) ** 2 / 2 + math.log(sigma) + math.log(2 * math.pi) / 2


ASSIGNMENT = _register.assignment("loss_functions", mark("Loss functions"))
