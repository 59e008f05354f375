"""Checks of lesson 6: the short training loop."""

from __future__ import annotations

from typing import Any

import torch

from autograder.course import fashion, oracle
from autograder.course.modules import parameters_of, weight_and_bias
from autograder.course.softmax_regression.paths import expect_pass_per_epoch, module_parameters
from autograder.course.softmax_regression.problems import (
    LR,
    SIZES,
    Batches,
    Problem,
    draw_batches,
    draw_learned_problem,
    draw_long_problem,
    draw_many_minibatches,
    draw_problem,
    draw_problem_with_a_setback,
    draw_still_problem,
    draw_test_batches,
    module,
)
from autograder.course.softmax_regression.reports import (
    expect_history,
    expect_modes,
    expect_no_graphs,
    history,
)
from autograder.judge import given
from autograder.judge.aftermath import expect_torch_as_before
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import expect_close
from autograder.judge.given import FLATTEN, Given, linear
from autograder.judge.student import Call
from autograder.messages import _, mark, n_

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

_exercise("train_softmax_concise", uses=("cross_entropy_with_logits",))

_NUM_EPOCHS = 3
_TOLERANCE = 1e-4  # of parameters of size 1, see softmax_regression.paths


def _train(
    student: Any, problem: Problem, test: Batches, **settings: Any
) -> tuple[Call, Given, Given]:
    """The call, its network, and its minibatches to train on."""
    net, train_iter = module(*problem.start, **settings), given.batches(problem.batches)
    n, look = len(problem.epochs), [given.graphs()]
    call = student.train_softmax_concise.call(
        net, train_iter, given.batches(test), LR, n, steps=look
    )
    return call, net, train_iter


@_check("train_softmax_concise", mark("follows gradient descent step by step"), points=2)
def follows_gradient_descent(student: Any, draw: Draw) -> None:
    for sizes, num_epochs in ((SIZES[:1], 1), (SIZES[:2], 1), (SIZES, 1), (SIZES, 2)):
        problem = draw_problem(draw, 3, sizes, num_epochs)
        _expect_trained(student, problem, draw_test_batches(draw, 3, problem))
    for draw_one in (draw_long_problem, draw_still_problem, draw_learned_problem):
        problem = draw_one(draw)
        _expect_trained(student, problem, problem.batches)
    _trains_all_parameters(student, draw)
    _stays_finite(student, draw)


def _trains_all_parameters(student: Any, draw: Draw) -> None:
    """Those of every layer, and not of the last one alone."""
    hint = _("Which parameters does the optimizer know?")
    batches = draw_batches(draw, SIZES[:2], 3)
    start = [draw.normal(*shape, scale=0.5) for shape in ((4, 6), (4,), (3, 4), (3,))]
    net = given.module(FLATTEN, linear(*start[:2]), linear(*start[2:]))
    call = student.train_softmax_concise.call(net, given.batches(batches), given.batches(batches),
                                              LR, 1)  # fmt: skip
    found = parameters_of(call.after(net).value, ("1.weight", "1.bias", "2.weight", "2.bias"))
    expected = oracle.two_layer_descent(batches, start, LR, oracle.pull_of_cross_entropy)
    for number, (value, right) in enumerate(zip(found, expected, strict=True), start=1):
        what = _("parameter {number} of a network of two layers").format(number=number)
        expect_close(value, right, tolerance=_TOLERANCE, scale=1.0, what=what, hint=hint)


def _expect_trained(student: Any, problem: Problem, test: Batches) -> None:
    hint = _("What does the loss expect, what does it average, and what is in .grad when you step?")
    call, net, train_iter = _train(student, problem, test)
    for name, value, expected in module_parameters(call, net, problem.epochs[-1].end):
        steps = len(problem.steps)
        what = n_("{name} after {n} minibatch", "{name} after {n} minibatches", steps)
        what = what.format(name=name, n=steps)
        expect_close(value, expected, tolerance=_TOLERANCE, scale=1.0, what=what, hint=hint)
    expect_pass_per_epoch(call, train_iter, len(problem.epochs))
    expect_torch_as_before(call)


def _stays_finite(student: Any, draw: Draw) -> None:
    """One step from weights so large that the network is sure of a wrong class in every row.

    The gradient is of size 30 then, and nothing may cut it short.
    """
    W, b = draw.normal(6, 3, scale=100.0), draw.normal(3)
    X = draw.normal(6, 1, 2, 3, scale=20.0)
    y = (oracle.affine(X.reshape(6, 6), W, b).argmax(1) + 1) % 3
    path, _loss, _accuracy = oracle.softmax_descent([(X, y)], W, b, LR)
    net, data = module(W, b), given.batches([(X, y)])
    call = student.train_softmax_concise.call(net, data, data, LR, 1)
    hint = _("What is the logarithm of a probability that has become 0?")
    for name, value, expected in module_parameters(call, net, path[1]):
        what = _("{name} after a step from large logits").format(name=name)
        expect_close(value, expected, tolerance=_TOLERANCE, scale=1000.0, what=what, hint=hint)


@_check("train_softmax_concise", mark("reports train loss, train and test accuracy"), points=1)
def reports_every_epoch(student: Any, draw: Draw) -> None:
    for q, problem in (
        (3, draw_problem_with_a_setback(draw, 3, of="loss")),
        (3, draw_problem_with_a_setback(draw, 3, of="accuracy")),
        (4, draw_problem(draw, 4)),
    ):
        test = draw_test_batches(draw, q, problem)
        call, *_rest = _train(student, problem, test)
        expect_history(call.value, problem, test)
        expect_no_graphs(call)
    problem, test = draw_many_minibatches(draw)
    call, *_rest = _train(student, problem, test)
    expect_history(call.value, problem, test)


@_check("train_softmax_concise", mark("trains in one mode and tests in the other"), points=1)
def changes_modes(student: Any, draw: Draw) -> None:
    for training in (False, True):
        problem = draw_problem(draw, 3, num_epochs=2)
        test = draw_test_batches(draw, 3, problem)
        call, net, _train_iter = _train(student, problem, test, training=training, of_pictures=True)
        history(call.value, 2)
        expect_modes(call.trace(net), training=len(problem.steps), testing=2)


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
    weight, bias = weight_and_bias(call.after(net).value, d, q)
    return fashion.accuracy_on_test(weight.T, bias, task.pixels, task.classes)
