"""Checks of lesson 6: the network and its first weights."""

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
    parameters_of,
    weight_and_bias,
)
from autograder.judge import given
from autograder.judge.aftermath import expect_torch_as_before
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import (
    expect,
    expect_close,
    expect_finite,
    expect_shape,
    expect_tensor,
)
from autograder.judge.given import FLATTEN, linear
from autograder.judge.student import Call
from autograder.messages import _, mark
from autograder.wire import Record

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

# ---------------------------------------------------------------- softmax_net
_exercise("softmax_net", uses=("init_weights",))


def _built(call: Call, d: int, q: int) -> tuple[Tensor, Tensor]:
    """Weight (q, d) and bias (q,) of a network of Flatten and one Linear layer."""
    layers = layers_of(call.value)
    expect(layers == ["Flatten", "Linear"], network_of(layers), "Flatten, Linear")
    return weight_and_bias(call.value, d, q)


@_check("softmax_net", mark("flattens, then one Linear layer; gives logits"), points=1)
def gives_logits(student: Any, draw: Draw) -> None:
    for shape, sizes in (((3, 1, 28, 28), ()), ((4, 2, 3), (6, 4)), ((1, 5), (5, 2))):
        X = draw.normal(*shape, scale=50)
        d, q = sizes or (784, 10)
        call = student.softmax_net.call(*sizes, steps=[given.call("__call__", X)])
        weight, bias = _built(call, d, q)
        X = X.reshape(len(X), d)
        expected = oracle.affine(X, weight.T, bias)
        # a logit may come out near 0, but rounding is measured against its terms
        scale = float(oracle.affine(X.abs(), weight.T.abs(), bias.abs()).max())
        hint = _("Does the loss want logits or probabilities?")
        logits = call.steps[0] if call.steps else None
        expect_close(logits, expected, what=_("net(X)"), scale=scale, hint=hint)
        expect_trainable(call.value)
        expect_torch_as_before(call)


def _expect_first_weights(weight: Tensor, bias: Tensor) -> None:
    """20,000 or more weights drawn from N(0, 0.01²), and biases of 0."""
    expect_small_normal(weight)
    expect(
        not bool(bias.any()),
        _("biases that are not 0"),
        _("biases of exactly 0"),
        _("Does nn.Linear start with biases of 0 by itself?"),
    )


@_check("softmax_net", mark("weights drawn from N(0, 0.01²), biases 0"), points=1,
        statistical=True)  # fmt: skip
def net_starts_small(student: Any, draw: Draw) -> None:
    first, second = (student.softmax_net.call(2000, 10) for _call in range(2))
    weight, bias = _built(first, 2000, 10)
    _expect_first_weights(weight, bias)
    again, _bias = _built(second, 2000, 10)
    expect_drawn_anew(first, weight, again)


# ---------------------------------------------------------------- init_weights
_exercise("init_weights")


def _initialised(student: Any, *layers: Record) -> tuple[Call, Any]:
    """The call on a bare module, and that module afterwards."""
    net = given.module(*layers, sequential=False)
    call = student.init_weights.call(net)
    return call, call.after(net).value


@_check("init_weights", mark("a linear layer gets N(0, 0.01²) weights and 0 biases"), points=1,
        statistical=True)  # fmt: skip
def initialises_linear_layers(student: Any, draw: Draw) -> None:
    layer = linear(draw.normal(100, 200), draw.normal(100))
    first, net = _initialised(student, layer)
    weight, bias = weight_and_bias(net, 200, 100)
    _expect_first_weights(weight, bias)
    expect_trainable(net)
    expect_torch_as_before(first)
    _expect_unbiased_layer_small(student)
    _second, net = _initialised(student, layer)
    again, _bias = weight_and_bias(net, 200, 100)
    expect_drawn_anew(first, weight, again)


def _expect_unbiased_layer_small(student: Any) -> None:
    """Ten deviations: one of 12 weights is farther from 0 with a chance of 12 · 1.5e-23."""
    _call, net = _initialised(student, linear(torch.full((3, 4), 9.0), None))
    (weight,) = map(expect_tensor, parameters_of(net, ("weight",)))
    expect_shape(weight, (3, 4), "weight")
    expect_finite(weight, "weight")
    expect(
        bool(weight.abs().max() < 0.1) and bool(weight.any()),
        _("a linear layer without a bias whose weights are not drawn like the others"),
        _("independent draws from N(0, 0.01²)"),
        _("What does your function do with a linear layer that was made without a bias?"),
    )


@_check("init_weights", mark("other modules are left alone"), points=1)
def leaves_other_modules_alone(student: Any, draw: Draw) -> None:
    student.init_weights(given.module(FLATTEN, sequential=False))
    large = torch.full((2, 3), 9.0)
    _call, net = _initialised(student, linear(large, torch.ones(2)))
    weight, _bias = parameters_of(net, ("weight", "bias"))
    expect(  # doing nothing leaves others alone, too: no point for that
        not torch.equal(expect_tensor(weight), large),
        _("a linear layer whose weights were not changed"),
        _("linear layers initialised, and only those"),
        _("After the call, did the layer's own tensor change?"),
    )
    # torch draws a 3x3 filter's numbers from U(-1/3, 1/3): the chance that all 18 are below 0.05
    # is 0.15¹⁸ = 1e-15. One bias is exactly 0 with a chance of 2⁻²⁴, which is too much, both of
    # two with 2⁻⁴⁸ = 4e-15. An embedding's 20 numbers are
    # N(0, 1), all below 0.05 with a chance of 0.04²⁰ = 1e-28. A batch normalisation starts from
    # weights of 1, and biases of 0.
    for layer, endings, name in (
        (given.CONVOLUTION, ("weight", "bias"), _("a convolution")),
        (given.EMBEDDING, ("weight",), _("an embedding")),
        (given.BATCH_NORM, ("weight", "bias"), _("a batch normalisation")),
    ):
        _call, net = _initialised(student, layer)
        weight, *bias = map(expect_tensor, parameters_of(net, endings))
        left_alone = bool(weight.abs().max() > 0.05)
        if layer is given.CONVOLUTION:
            left_alone = left_alone and bool(bias[0].any())
        expect(
            left_alone,
            _("{name} whose parameters were changed").format(name=name),
            _("modules that are not linear layers as they were"),
            _("Which modules does net.apply hand to your function?"),
        )
