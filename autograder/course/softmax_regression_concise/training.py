"""Checks of lesson 6, second half: the network, its first weights, and the training loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.course import fashion, oracle
from autograder.course.modules import expect_layers, parameters_of
from autograder.course.softmax_regression.paths import (
    LR,
    SIZES,
    Batches,
    Problem,
    draw_problem,
    draw_test_batches,
    expect_figure,
    module,
)
from autograder.course.softmax_regression_concise.mathematics import REGISTER
from autograder.course.statistics import is_standard_normal
from autograder.judge import given
from autograder.judge.draw import Draw
from autograder.judge.expect import (
    expect,
    expect_close,
    expect_dtype,
    expect_finite,
    expect_items,
    expect_shape,
    expect_tensor,
)
from autograder.judge.given import FLATTEN, Given, linear
from autograder.judge.student import Call
from autograder.messages import _, mark

_exercise, _check = REGISTER.exercise, REGISTER.check

# ---------------------------------------------------------------- softmax_net
_exercise("softmax_net", uses=("init_weights",))


def _built(call: Call, d: int, q: int) -> tuple[Tensor, Tensor]:
    """Weight (q, d) and bias (q,) of a network of Flatten and one Linear layer."""
    expect_layers(call.value, ["Flatten", "Linear"])
    weight, bias = parameters_of(call.value, ("weight", "bias"))
    expect_shape(weight, (q, d), "weight", _("How many numbers go in, and how many come out?"))
    expect_shape(bias, (q,), "bias")
    for name, value in (("weight", weight), ("bias", bias)):
        expect_dtype(value, torch.float32, name)
        expect_finite(value, name)
    return weight, bias


@_check("softmax_net", mark("flattens, then one Linear layer; gives logits"), points=1)
def gives_logits(student: Any, draw: Draw) -> None:
    for shape, sizes in (((3, 1, 28, 28), ()), ((4, 2, 3), (6, 4)), ((1, 5), (5, 2))):
        X = draw.normal(*shape, scale=50)
        d, q = sizes or (784, 10)
        call = student.softmax_net.call(*sizes, steps=[given.call("__call__", X)])
        weight, bias = _built(call, d, q)
        expected = oracle.affine(X.reshape(len(X), d), weight.T, bias)
        hint = _("Does the loss want logits or probabilities?")
        logits = call.steps[0] if call.steps else None
        expect_close(logits, expected, what=_("net(X)"), tolerance=1e-3, hint=hint)


def _expect_first_weights(weight: Any, bias: Any) -> None:
    """20,000 or more weights drawn from N(0, 0.01²), and biases of 0."""
    weight = expect_tensor(weight, "weight")
    expect(
        is_standard_normal(weight.flatten().double() / 0.01),
        _("weights with mean {mean:.2g} and standard deviation {std:.3g}").format(
            mean=float(weight.mean()), std=float(weight.std())
        ),
        _("independent draws from N(0, 0.01²)"),
        _("What does the layer start from, and what is the second number of N(0, 0.01²)?"),
    )
    expect(
        not bool(expect_tensor(bias, "bias").any()),
        _("biases that are not 0"),
        _("biases of exactly 0"),
        _("Does nn.Linear start with biases of 0 by itself?"),
    )


_SAME_AGAIN = mark("the same weights in two calls, or a generator seeded anew")


@_check("softmax_net", mark("weights drawn from N(0, 0.01²), biases 0"), points=1,
        statistical=True)  # fmt: skip
def net_starts_small(student: Any, draw: Draw) -> None:
    first, second = (student.softmax_net.call(2000, 10) for _call in range(2))
    weight, bias = _built(first, 2000, 10)
    _expect_first_weights(weight, bias)
    again, _bias = _built(second, 2000, 10)
    expect(
        not torch.equal(weight, again) and not first.reseeded,
        _(_SAME_AGAIN),
        _("new random weights at every call"),
        _("Do you set a seed inside the function?"),
    )


# ---------------------------------------------------------------- init_weights
_exercise("init_weights")


def _initialised(student: Any, *layers: Any) -> tuple[Call, list[Any]]:
    """The call on a bare module, and its weight and bias afterwards."""
    net = given.module(*layers, sequential=False)
    call = student.init_weights.call(net)
    return call, parameters_of(call.after(net).value, ("weight", "bias"))


@_check("init_weights", mark("a linear layer gets N(0, 0.01²) weights and 0 biases"), points=1,
        statistical=True)  # fmt: skip
def initialises_linear_layers(student: Any, draw: Draw) -> None:
    layer = linear(draw.normal(100, 200), draw.normal(100))
    first, (weight, bias) = _initialised(student, layer)
    expect_shape(weight, (100, 200), "weight")
    expect_shape(bias, (100,), "bias")
    for name, value in (("weight", weight), ("bias", bias)):
        expect_dtype(value, torch.float32, name)
        expect_finite(value, name)
    _expect_first_weights(weight, bias)
    student.init_weights(given.module(linear(draw.normal(3, 2), None), sequential=False))
    _second, (again, _bias) = _initialised(student, layer)
    expect(
        not torch.equal(weight, expect_tensor(again)) and not first.reseeded,
        _(_SAME_AGAIN),
        _("new random weights at every call"),
        _("Do you set a seed inside the function?"),
    )


@_check("init_weights", mark("other modules are left alone"), points=1)
def leaves_other_modules_alone(student: Any, draw: Draw) -> None:
    student.init_weights(given.module(FLATTEN, sequential=False))
    large = torch.full((2, 3), 9.0)
    _call, (weight, bias) = _initialised(student, linear(large, torch.ones(2)))
    expect(  # doing nothing leaves others alone, too: no point for that
        not torch.equal(expect_tensor(weight), large),
        _("a linear layer whose weights were not changed"),
        _("linear layers initialised, and only those"),
        _("After the call, did the layer's own tensor change?"),
    )
    _call, (weight, bias) = _initialised(student, given.CONVOLUTION)
    # torch draws a 3x3 filter's numbers from U(-1/3, 1/3): the chance that all 18 are below 0.05
    # is 0.15¹⁸ = 1e-15, and that a bias is exactly 0 negligible.
    left_alone = bool(expect_tensor(weight).abs().max() > 0.05) and bool(expect_tensor(bias).all())
    expect(
        left_alone,
        _("a convolution whose parameters were changed"),
        _("modules that are not linear layers as they were"),
        _("Which modules does net.apply hand to your function?"),
    )


# ---------------------------------------------------------------- train_softmax_concise
_exercise("train_softmax_concise")

_NUM_EPOCHS = 3
_TOLERANCE = 1e-4  # of parameters of size 1, see softmax_regression.paths


def _train(student: Any, problem: Problem, test: Batches, **settings: Any) -> tuple[Call, Given]:
    net = module(*problem.start, **settings)
    data = given.batches(problem.batches), given.batches(test)
    call = student.train_softmax_concise.call(net, *data, LR, len(problem.epochs))
    return call, net


def _history(value: Any, num_epochs: int) -> list[list[Any]]:
    hint = _("Keep one (train loss, train accuracy, test accuracy) per epoch and return them all.")
    rows = expect_items(value, num_epochs, _("epochs"), hint)
    return [expect_items(row, 3, _("the figures of an epoch"), hint) for row in rows]


@_check("train_softmax_concise", mark("follows gradient descent step by step"), points=2)
def follows_gradient_descent(student: Any, draw: Draw) -> None:
    hint = _("What does the loss expect, what does it average, and what is in .grad when you step?")
    for sizes, num_epochs in ((SIZES[:1], 1), (SIZES[:2], 1), (SIZES, 1), (SIZES, 2)):
        problem = draw_problem(draw, 3, sizes, num_epochs)
        call, net = _train(student, problem, draw_test_batches(draw, 3, problem))
        W, b = problem.epochs[-1].end
        after = parameters_of(call.after(net).value, ("weight", "bias"))
        for name, value, expected in zip(("weight", "bias"), after, (W.T, b), strict=True):
            what = _("{name} after {n} minibatches").format(name=name, n=len(sizes) * num_epochs)
            expect_close(value, expected, tolerance=_TOLERANCE, scale=1.0, what=what, hint=hint)
    _stays_finite(student, draw)


def _stays_finite(student: Any, draw: Draw) -> None:
    """One step from weights so large that the network is sure of a wrong class in every row."""
    W, b = draw.normal(6, 3, scale=100.0), draw.normal(3)
    X = draw.normal(6, 1, 2, 3)
    y = (oracle.affine(X.reshape(6, 6), W, b).argmax(1) + 1) % 3
    path, _loss, _accuracy = oracle.softmax_descent([(X, y)], W, b, LR)
    net, data = module(W, b), given.batches([(X, y)])
    call = student.train_softmax_concise.call(net, data, data, LR, 1)
    after = parameters_of(call.after(net).value, ("weight", "bias"))
    hint = _("What is the logarithm of a probability that has become 0?")
    for name, value, expected in zip(
        ("weight", "bias"), after, (path[1][0].T, path[1][1]), strict=True
    ):
        what = _("{name} after a step from large logits").format(name=name)
        expect_close(value, expected, tolerance=_TOLERANCE, scale=100.0, what=what, hint=hint)


@_check("train_softmax_concise", mark("reports train loss, train and test accuracy"), points=1)
def reports_every_epoch(student: Any, draw: Draw) -> None:
    hint = _("Which data set, and which moment, did each number come from?")
    for num_epochs, q in ((_NUM_EPOCHS, 3), (1, 4)):
        problem = draw_problem(draw, q, num_epochs=num_epochs)
        test = draw_test_batches(draw, q, problem)
        call, _net = _train(student, problem, test)
        rows = _history(call.value, num_epochs)
        for row, epoch in zip(rows, problem.epochs, strict=True):
            expect_figure(row[0], epoch.loss, _("the train loss"), hint)
            expect_figure(row[1], epoch.accuracy, _("the train accuracy"), hint)
            tested = oracle.accuracy(test, *epoch.end)
            expect_figure(row[2], tested, _("the test accuracy after the epoch"), hint)


@_check("train_softmax_concise", mark("trains in one mode and tests in the other"), points=1)
def changes_modes(student: Any, draw: Draw) -> None:
    hint = _("Which mode is the network in at this moment, and who put it there?")
    for training in (False, True):
        problem = draw_problem(draw, 3, num_epochs=2)
        test = draw_test_batches(draw, 3, problem)
        call, net = _train(student, problem, test, training=training)
        _history(call.value, 2)
        modes = [tuple(pair) for pair in call.trace(net) if isinstance(pair, list | tuple)]
        steps = sum(len(pair) == 2 and pair[0] is True and pair[1] is True for pair in modes)
        tests = sum(len(pair) == 2 and pair[0] is False for pair in modes)
        expect(
            steps >= len(problem.steps),
            _("{n} minibatches predicted in training mode with a graph").format(n=steps),
            _("all {n} of them").format(n=len(problem.steps)),
            hint,
        )
        expect(
            tests >= 2,
            _("{n} predictions in evaluation mode").format(n=tests),
            _("at least one after each of the 2 epochs"),
            hint,
        )


@_check("train_softmax_concise", mark("recognises the clothes of Fashion-MNIST"), points=1,
        seconds=60, statistical=True)  # fmt: skip
def learns_fashion_mnist(student: Any, draw: Draw) -> None:
    fashion.expect_learned(lambda: _fashion_accuracy(student, draw))


def _fashion_accuracy(student: Any, draw: Draw) -> float:
    """The accuracy on the real test images, which the judge computes from the trained weights."""
    task = fashion.secret_task(draw)
    d, q = fashion.NUM_PIXELS, fashion.NUM_CLASSES
    net = given.module(FLATTEN, linear(draw.normal(q, d, scale=0.01), torch.zeros(q)))
    call = student.train_softmax_concise.call(
        net, task.train, task.validation, fashion.LR, task.num_epochs
    )
    weight, bias = _trained(call, net, ((q, d), (q,)))
    return fashion.accuracy_on_test(weight.T, bias, task.pixels, task.classes)


def _trained(call: Call, net: Given, shapes: Sequence[tuple[int, ...]]) -> list[Tensor]:
    parameters = parameters_of(call.after(net).value, ("weight", "bias"))
    for name, value, shape in zip(("weight", "bias"), parameters, shapes, strict=True):
        expect_shape(value, shape, name)
        expect_dtype(value, torch.float32, name)
        expect_finite(value, name)
    return parameters
