"""Checks of lesson 2: a network of one layer, and its first weights."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.course.modules import (
    expect_drawn_anew,
    expect_small_normal,
    expect_trainable,
    layers_of,
    network_of,
    weight_and_bias,
)
from autograder.judge import given
from autograder.judge.aftermath import expect_torch_as_before
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import expect, expect_close, is_within
from autograder.judge.student import Call
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

_exercise("linreg_net")


# Of so few weights one is beyond so many deviations with a chance of 6e-13. Rules that make weights
# the larger the fewer there are give them 30 deviations or more.
_FEW, _FARTHEST = 9, 7.5


def _built(call: Call, d: int) -> tuple[Tensor, Tensor]:
    """Weight (1, d) and bias (1,) of a network that is a chain with one linear layer."""
    layers = layers_of(call.value)
    expect(
        layers.count("Linear") == 1,
        network_of(layers),
        _("one nn.Linear layer in an nn.Sequential"),
    )
    return weight_and_bias(call.value, d, 1)


@_check("linreg_net", mark("nn.Sequential with one Linear layer, (n, d) to (n, 1)"), points=1)
def is_one_linear_layer(student: Any, draw: Draw) -> None:
    for n, d in ((draw.size(5, 9), 3), (1, 4), (6, 1)):
        half = draw.normal(n, d, scale=100)
        X = torch.cat([half, -half])  # so that predictions of both signs occur
        call = student.linreg_net.call(d, steps=[given.call("__call__", X)])
        weight, bias = _built(call, d)
        expect_trainable(call.value)
        y_hat = call.steps[0] if call.steps else None
        expected = oracle.affine(X, weight.T, bias)
        expect_close(y_hat, expected, what=_("net(X)"), scale=10.0 * d)  # |Σ xw| is around d
        expect_torch_as_before(call)


@_check("linreg_net", mark("weights drawn from N(0, 0.01²)"), points=1, statistical=True)
def weights_are_small_and_normal(student: Any, draw: Draw) -> None:
    d = 30_000  # for 20,000 Kaiming's normal weights have a deviation of just 0.01, too
    first = student.linreg_net.call(d)
    weight, _bias = _built(first, d)
    expect_small_normal(weight)
    other, _bias = _built(student.linreg_net.call(d), d)
    expect_drawn_anew(first, weight, other)
    few, _bias = _built(student.linreg_net.call(_FEW), _FEW)
    expect(
        is_within(float(few.abs().max()), 0.01 * _FARTHEST),
        _("weights up to {size:.2g} in a layer of {n} inputs").format(
            size=float(few.abs().max()), n=_FEW
        ),
        _("independent draws from N(0, 0.01²)"),
        _("Does the spread of your weights depend on how many there are?"),
    )


@_check("linreg_net", mark("the bias is 0"), points=1)
def bias_is_zero(student: Any, draw: Draw) -> None:
    for d in (draw.size(2, 9), 1):
        _weight, bias = _built(student.linreg_net.call(d), d)
        expect(
            not bool(bias.any()),
            _("a bias that is not 0"),
            _("a bias of exactly 0"),
            _("Does nn.Linear start with a bias of 0 by itself?"),
        )
