"""Checks of lesson 5: one epoch of training, and many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch

from autograder.course import fashion
from autograder.course.softmax_regression.paths import (
    expect_at_end,
    expect_module_at_end,
    expect_pass_per_epoch,
    expect_step_per_minibatch,
    expect_steps,
)
from autograder.course.softmax_regression.problems import (
    LR,
    SIZES,
    Batches,
    Problem,
    draw_batches,
    draw_large_step,
    draw_learned_problem,
    draw_long_problem,
    draw_parameters,
    draw_problem,
    draw_problem_with_a_setback,
    draw_still_problem,
    draw_test_batches,
    module,
)
from autograder.course.softmax_regression.reports import (
    expect_figure,
    expect_history,
    expect_modes,
    expect_no_graphs,
    expect_one_prediction_each,
    figures_along,
    history,
)
from autograder.judge import given
from autograder.judge.aftermath import expect_torch_as_before
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import expect_dtype, expect_finite, expect_items, expect_shape
from autograder.judge.given import Given, leaf
from autograder.judge.student import Call
from autograder.messages import _, mark
from autograder.wire import Record

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

# ---------------------------------------------------------------- train_epoch
_exercise("train_epoch", uses=("accuracy", "Accumulator"))

# How a loop may be asked to step: the maker of the updater, the loss, and the net's last layer.
_WITH_FUNCTION = (given.updater, "cross_entropy", True)
_WITH_OPTIMIZER = (given.optimizer, "cross_entropy_of_logits", False)
_WITH_ANOTHER = (partial(given.optimizer, is_sgd=False), "cross_entropy_of_logits", False)
_MANY = 60  # minibatches, more than somebody trying out a loop lets it run
_Kind = tuple[Callable[..., Given], str, bool]


def _ingredients(problem: Problem, kind: _Kind) -> tuple[list[Given], Given, Given, Given]:
    """The parameters, and the net, loss and updater made with them."""
    make, loss, softmax = kind
    parameters = [leaf(tensor) for tensor in problem.start]
    net = given.affine(*parameters, softmax=softmax)
    return parameters, net, given.loss(loss), make(parameters, LR)


def _train_epoch(
    student: Any, problem: Problem, kind: _Kind, look: Sequence[Record] = ()
) -> tuple[Call, list[Given], Given, Given]:
    """The call, made once for each epoch of the problem; its parameters, its updater, its net."""
    parameters, net, loss, updater = _ingredients(problem, kind)
    steps = [*look, *[given.again()] * (len(problem.epochs) - 1)]
    data = given.batches(problem.batches)
    call = student.train_epoch.call(net, data, loss, updater, steps=steps)
    return call, parameters, updater, net


def _follows_the_path(student: Any, draw: Draw, kind: _Kind, other: _Kind) -> None:
    # A second call goes on from where the first one ended: it left nothing else behind.
    for this, sizes, q, num_epochs in ((kind, SIZES, 3, 1), (other, (4, 4, 1), 4, 2)):
        problem = draw_problem(draw, q, sizes, num_epochs)
        call, parameters, updater, _net = _train_epoch(student, problem, this)
        expect_steps(call.trace(updater), problem)
        expect_at_end(call, parameters, problem.epochs[-1].end)
        expect_torch_as_before(call)


@_check("train_epoch", mark("steps with a function of the batch size"), points=1)
def steps_with_a_function(student: Any, draw: Draw) -> None:
    _follows_the_path(student, draw, _WITH_FUNCTION, _WITH_FUNCTION)
    many, net = draw_batches(draw, (1,) * _MANY, 3), module(*draw_parameters(draw, 3))
    loss, updater = given.loss("cross_entropy_of_logits"), given.updater(net, LR)
    call = student.train_epoch.call(net, given.batches(many), loss, updater)
    expect_step_per_minibatch(call.trace(updater), _MANY)
    _goes_far(student, draw, (given.updater, "cross_entropy_of_logits", False))


@_check("train_epoch", mark("steps with a torch Optimizer"), points=1)
def steps_with_an_optimizer(student: Any, draw: Draw) -> None:
    _follows_the_path(student, draw, _WITH_OPTIMIZER, _WITH_ANOTHER)
    _goes_far(student, draw, _WITH_OPTIMIZER)


def _goes_far(student: Any, draw: Draw, kind: _Kind) -> None:
    """A large loss with a large gradient is not cut short."""
    problem = draw_large_step(draw)
    call, parameters, *_rest = _train_epoch(student, problem, kind)
    expect_at_end(call, parameters, problem.epochs[-1].end, scale=100.0)


@_check("train_epoch", mark("a Module trains in training mode"), points=1)
def module_in_training_mode(student: Any, draw: Draw) -> None:
    for training, of_pictures in ((False, True), (False, False), (True, True)):
        problem = draw_problem(draw, 3)
        net = module(*problem.start, training=training, of_pictures=of_pictures)
        loss, optimizer = given.loss("cross_entropy_of_logits"), given.optimizer(net, LR)
        call = student.train_epoch.call(net, given.batches(problem.batches), loss, optimizer)
        expect_items(call.value, 2, hint=_("Return two numbers: mean loss and accuracy."))
        expect_modes(call.trace(net), training=len(problem.batches), testing=0)
        expect_torch_as_before(call)


@_check("train_epoch", mark("returns mean loss and accuracy of the pass"), points=1)
def returns_loss_and_accuracy(student: Any, draw: Draw) -> None:
    hint = _(
        "Is the thing you add a total or an average, of which predictions, and what divides it?"
    )
    for kind, sizes, q in ((_WITH_FUNCTION, SIZES, 3), (_WITH_OPTIMIZER, (5, 5, 1), 5)):
        problem = draw_problem(draw, q, sizes)
        call, _parameters, updater, net = _train_epoch(student, problem, kind, [given.graphs()])
        came = expect_items(call.value, 2, hint=_("Return two numbers: mean loss and accuracy."))
        loss, accuracy = figures_along(call.trace(updater), problem)
        expect_figure(came[0], loss, _("the mean loss"), hint)
        expect_figure(came[1], accuracy, _("the accuracy"), hint)
        expect_one_prediction_each(call.trace(net), len(problem.batches))
        expect_no_graphs(call)


# ---------------------------------------------------------------- train
_exercise("train", uses=("train_epoch", "evaluate_accuracy", "accuracy", "Accumulator"))

_NUM_EPOCHS = 3


def _train(
    student: Any, problem: Problem, test: Batches, kind: _Kind
) -> tuple[Call, list[Given], Given, Given]:
    """The call, its parameters, its minibatches to train on, and its updater."""
    parameters, net, loss, updater = _ingredients(problem, kind)
    train_iter, n = given.batches(problem.batches), len(problem.epochs)
    data = train_iter, given.batches(test)
    call = student.train.call(net, *data, loss, n, updater, steps=[given.graphs()])
    return call, parameters, train_iter, updater


@_check("train", mark("reports train loss, train accuracy and test accuracy"), points=1)
def reports_every_epoch(student: Any, draw: Draw) -> None:
    for q, problem in (
        (3, draw_problem_with_a_setback(draw, 3, of="loss")),
        (3, draw_problem_with_a_setback(draw, 3, of="accuracy")),
        (4, draw_problem(draw, 4)),
    ):
        test = draw_test_batches(draw, q, problem)
        call, *_rest = _train(student, problem, test, _WITH_FUNCTION)
        expect_history(call.value, problem, test)
        expect_no_graphs(call)


@_check("train", mark("every epoch trains, step by step"), points=1)
def trains_step_by_step(student: Any, draw: Draw) -> None:
    for kind in (_WITH_FUNCTION, _WITH_OPTIMIZER):
        problem = draw_problem(draw, 3, num_epochs=_NUM_EPOCHS)
        test = draw_test_batches(draw, 3, problem)
        _expect_trained(student, problem, test, kind)
    for draw_one in (draw_long_problem, draw_still_problem, draw_learned_problem):
        problem = draw_one(draw)
        _expect_trained(student, problem, problem.batches, _WITH_OPTIMIZER)
    _expect_module_trained(student, draw)


def _expect_trained(student: Any, problem: Problem, test: Batches, kind: _Kind) -> None:
    call, parameters, train_iter, updater = _train(student, problem, test, kind)
    expect_steps(call.trace(updater), problem)
    expect_at_end(call, parameters, problem.epochs[-1].end)
    expect_pass_per_epoch(call, train_iter, len(problem.epochs))
    expect_torch_as_before(call)


def _expect_module_trained(student: Any, draw: Draw) -> None:
    """A Module has a state that may be kept and put back, as that of the best epoch."""
    problem = draw_problem(draw, 3, num_epochs=_NUM_EPOCHS)
    net = module(*problem.start)
    call = _train_module(student, draw, problem, net)
    expect_module_at_end(call, net, problem.epochs[-1].end)


def _train_module(student: Any, draw: Draw, problem: Problem, net: Given) -> Call:
    test, optimizer = draw_test_batches(draw, 3, problem), given.optimizer(net, LR)
    data = given.batches(problem.batches), given.batches(test)
    loss = given.loss("cross_entropy_of_logits")
    call: Call = student.train.call(net, *data, loss, _NUM_EPOCHS, optimizer)
    return call


@_check("train", mark("a Module trains in one mode and is tested in the other"), points=1)
def module_changes_modes(student: Any, draw: Draw) -> None:
    problem = draw_problem(draw, 3, num_epochs=_NUM_EPOCHS)
    net = module(*problem.start, of_pictures=True)
    call = _train_module(student, draw, problem, net)
    history(call.value, _NUM_EPOCHS)
    expect_modes(call.trace(net), training=len(problem.steps), testing=_NUM_EPOCHS)


@_check(
    "train",
    mark("recognises the clothes of Fashion-MNIST"),
    points=1,
    seconds=60,
    statistical=True,
)
def learns_fashion_mnist(student: Any, draw: Draw) -> None:
    fashion.expect_learned(lambda: _fashion_accuracy(student, draw))


def _fashion_accuracy(student: Any, draw: Draw) -> float:
    """The accuracy on the real test images, which the judge computes from the trained weights."""
    task = fashion.secret_task(draw)
    shape = fashion.NUM_PIXELS, fashion.NUM_CLASSES
    W, b = leaf(draw.normal(*shape, scale=0.01)), leaf(torch.zeros(fashion.NUM_CLASSES))
    call = student.train.call(
        given.affine(W, b, softmax=True),
        task.train,
        task.validation,
        given.loss("cross_entropy"),
        task.num_epochs,
        given.updater([W, b], fashion.LR),
    )
    for name, parameter, size in (("W", W, shape), ("b", b, shape[1:])):
        value = call.after(parameter).value
        expect_shape(value, size, name)
        expect_dtype(value, torch.float32, name)
        expect_finite(value, name)
    trained = call.after(W).value, call.after(b).value
    return fashion.accuracy_on_test(*trained, task.pixels, task.classes)
