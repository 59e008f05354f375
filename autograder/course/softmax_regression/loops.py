"""Checks of lesson 5, second half: evaluation, the training loop, and naming what is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.course import fashion, oracle
from autograder.course.softmax_regression.functions import REGISTER
from autograder.course.softmax_regression.paths import (
    LR,
    SIZES,
    Batches,
    Problem,
    draw_batches,
    draw_parameters,
    draw_problem,
    draw_test_batches,
    expect_at_end,
    expect_figure,
    expect_steps,
    figures_along,
    has_clear_leads,
    module,
)
from autograder.judge import given
from autograder.judge.draw import Draw
from autograder.judge.expect import (
    Wrong,
    expect,
    expect_dtype,
    expect_finite,
    expect_items,
    expect_number,
    expect_shape,
    expect_unchanged,
    shown,
)
from autograder.judge.given import Given, leaf
from autograder.judge.student import Call
from autograder.messages import _, mark

_exercise, _check = REGISTER.exercise, REGISTER.check

# ---------------------------------------------------------------- evaluate_accuracy
_exercise("evaluate_accuracy", uses=("accuracy", "Accumulator"))


def _evaluation(draw: Draw, sizes: Sequence[int], q: int) -> tuple[Batches, Tensor, Tensor, float]:
    """Minibatches, W, b and the fraction right.

    All but one of the first minibatch, none of those between, all of the last: every other way of
    weighting them gives another number.
    """
    while True:
        W, b = draw_parameters(draw, q)
        batches = draw_batches(draw, sizes, q)
        if has_clear_leads(batches, W, b):
            break
    right = [0] * len(sizes)
    right[-1] = sizes[-1]
    right[0] = sizes[0] - 1
    labelled = []
    for (X, _y), hits in zip(batches, right, strict=True):
        best = oracle.affine(X.reshape(len(X), -1), W, b).argmax(1)
        other = (best + draw.integers(1, q - 1, len(best))) % q
        labelled.append((X, torch.where(torch.arange(len(best)) < hits, best, other)))
    return labelled, W, b, sum(right) / sum(sizes)


@_check("evaluate_accuracy", mark("correct / total over all examples"), points=1)
def every_example_counts_alike(student: Any, draw: Draw) -> None:
    hint = _("Do a batch of eight and a batch of one deserve equal weight?")
    for sizes, q in (((8, 8, draw.size(1, 3)), 4), ((draw.size(5, 9),), 3), ((4, 4, 1), 4)):
        batches, W, b, expected = _evaluation(draw, sizes, q)
        for softmax in (True, False):
            net = given.affine(leaf(W), leaf(b), softmax=softmax)
            value = student.evaluate_accuracy(net, given.batches(batches))
            expect_number(value, expected, what=_("the accuracy"), hint=hint)


@_check("evaluate_accuracy", mark("a Module is put in evaluation mode"), points=1)
def module_in_evaluation_mode(student: Any, draw: Draw) -> None:
    hint = _("Which layers behave differently while training, and who tells them?")
    for training in (True, False):
        batches, W, b, expected = _evaluation(draw, (6,), 3)
        net = module(W, b, spoils="train", training=training)
        value = student.evaluate_accuracy(net, given.batches(batches))
        expect_number(value, expected, what=_("the accuracy in evaluation mode"), hint=hint)


@_check("evaluate_accuracy", mark("records no graph"), points=1)
def evaluation_records_no_graph(student: Any, draw: Draw) -> None:
    batches, W, b, _expected = _evaluation(draw, (4, 4, 2), 3)
    weights, biases = leaf(W), leaf(b)
    net = given.affine(weights, biases)
    call = student.evaluate_accuracy.call(net, given.batches(batches))
    expect_number(call.value, what=_("the accuracy"))
    trace = call.trace(net)
    recording = [was_recording for was_recording in trace if was_recording is not False]
    expect(
        bool(trace) and not recording,
        _("{n} calls of net, of which {recording} recorded a graph").format(
            n=len(trace), recording=len(recording)
        ),
        _("predictions without a graph"),
        _("Will anything here be differentiated?"),
    )
    for name, parameter in (("W", weights), ("b", biases)):
        expect_unchanged(call, parameter, name)


# ---------------------------------------------------------------- train_epoch
_exercise("train_epoch", uses=("accuracy", "Accumulator"))

# How a loop may be asked to step: the maker of the updater, the loss, and the net's last layer.
_WITH_FUNCTION = (given.updater, "cross_entropy", True)
_WITH_OPTIMIZER = (given.optimizer, "cross_entropy_of_logits", False)
_Kind = tuple[Callable[..., Given], str, bool]


def _train_epoch(student: Any, problem: Problem, kind: _Kind) -> tuple[Call, list[Given], Given]:
    """The call, its parameters and its updater."""
    make, loss, softmax = kind
    parameters = [leaf(tensor) for tensor in problem.start]
    updater = make(parameters, LR)
    net = given.affine(*parameters, softmax=softmax)
    call = student.train_epoch.call(net, given.batches(problem.batches), given.loss(loss), updater)
    return call, parameters, updater


def _follows_the_path(student: Any, draw: Draw, kind: _Kind) -> None:
    for sizes, q in ((SIZES, 3), ((4, 4, 1), 4)):
        problem = draw_problem(draw, q, sizes)
        call, parameters, updater = _train_epoch(student, problem, kind)
        expect_steps(call.trace(updater), problem)
        expect_at_end(call, parameters, problem.epochs[-1].end)


@_check("train_epoch", mark("steps with a function of the batch size"), points=1)
def steps_with_a_function(student: Any, draw: Draw) -> None:
    _follows_the_path(student, draw, _WITH_FUNCTION)


@_check("train_epoch", mark("steps with a torch Optimizer"), points=1)
def steps_with_an_optimizer(student: Any, draw: Draw) -> None:
    _follows_the_path(student, draw, _WITH_OPTIMIZER)


def _expect_modes(trace: list[Any], training: int, testing: int) -> None:
    """At least so many calls of the module in training mode with a graph, and in the other mode."""
    pairs = [pair for pair in trace if isinstance(pair, list | tuple) and len(pair) == 2]
    came = (
        sum(mode is True and graph is True for mode, graph in pairs),
        sum(mode is False for mode, _graph in pairs),
    )
    expect(
        came[0] >= training,
        _("minibatches predicted in training mode with a graph: {n}").format(n=came[0]),
        _("all {n} of them").format(n=training),
        _("Which mode is the network in while it trains, and who put it there?"),
    )
    expect(
        came[1] >= testing,
        _("minibatches predicted in evaluation mode: {n}").format(n=came[1]),
        _("at least {n}, in each epoch one").format(n=testing),
        _("Which mode is the network in while it is tested?"),
    )


@_check("train_epoch", mark("a Module trains in training mode"), points=1)
def module_in_training_mode(student: Any, draw: Draw) -> None:
    for training in (True, False):
        problem = draw_problem(draw, 3)
        net = module(*problem.start, training=training)
        optimizer = given.optimizer(net, LR)
        loss = given.loss("cross_entropy_of_logits")
        call = student.train_epoch.call(net, given.batches(problem.batches), loss, optimizer)
        expect_items(call.value, 2, hint=_("Return two numbers: mean loss and accuracy."))
        _expect_modes(call.trace(net), training=len(problem.batches), testing=0)


@_check("train_epoch", mark("returns mean loss and accuracy of the pass"), points=1)
def returns_loss_and_accuracy(student: Any, draw: Draw) -> None:
    hint = _("Is the thing you add a total or an average, and by what do you divide?")
    for kind, sizes, q in ((_WITH_FUNCTION, SIZES, 3), (_WITH_OPTIMIZER, (5, 5, 1), 5)):
        problem = draw_problem(draw, q, sizes)
        call, _parameters, updater = _train_epoch(student, problem, kind)
        came = expect_items(call.value, 2, hint=_("Return two numbers: mean loss and accuracy."))
        loss, accuracy = figures_along(call.trace(updater), problem)
        expect_figure(came[0], loss, _("the mean loss"), hint)
        expect_figure(came[1], accuracy, _("the accuracy"), hint)


# ---------------------------------------------------------------- train
_exercise("train", uses=("train_epoch", "evaluate_accuracy", "accuracy", "Accumulator"))

_NUM_EPOCHS = 3


def _history(value: Any, num_epochs: int) -> list[list[Any]]:
    hint = _("Keep one (train loss, train accuracy, test accuracy) per epoch and return them all.")
    rows = expect_items(value, num_epochs, _("epochs"), hint)
    return [expect_items(row, 3, _("the figures of an epoch"), hint) for row in rows]


def _train(
    student: Any, problem: Problem, test: Batches, kind: _Kind
) -> tuple[Call, list[Given], Given]:
    """The call, its parameters and its updater."""
    make, loss, softmax = kind
    parameters = [leaf(tensor) for tensor in problem.start]
    updater = make(parameters, LR)
    net = given.affine(*parameters, softmax=softmax)
    data = given.batches(problem.batches), given.batches(test)
    call = student.train.call(net, *data, given.loss(loss), len(problem.epochs), updater)
    return call, parameters, updater


@_check("train", mark("reports train loss, train accuracy and test accuracy"), points=1)
def reports_every_epoch(student: Any, draw: Draw) -> None:
    hint = _("Which data set, and which moment, did each number come from?")
    for num_epochs, q in ((_NUM_EPOCHS, 3), (1, 4)):
        problem = draw_problem(draw, q, num_epochs=num_epochs)
        test = draw_test_batches(draw, q, problem)
        call, _parameters, _updater = _train(student, problem, test, _WITH_FUNCTION)
        rows = _history(call.value, num_epochs)
        for row, epoch in zip(rows, problem.epochs, strict=True):
            expect_figure(row[0], epoch.loss, _("the train loss"), hint)
            expect_figure(row[1], epoch.accuracy, _("the train accuracy"), hint)
            tested = oracle.accuracy(test, *epoch.end)
            expect_figure(row[2], tested, _("the test accuracy after the epoch"), hint)


@_check("train", mark("every epoch trains, step by step"), points=1)
def trains_step_by_step(student: Any, draw: Draw) -> None:
    for kind in (_WITH_FUNCTION, _WITH_OPTIMIZER):
        problem = draw_problem(draw, 3, num_epochs=_NUM_EPOCHS)
        test = draw_test_batches(draw, 3, problem)
        call, parameters, updater = _train(student, problem, test, kind)
        expect_steps(call.trace(updater), problem)
        expect_at_end(call, parameters, problem.epochs[-1].end)


@_check("train", mark("a Module trains in one mode and is tested in the other"), points=1)
def module_changes_modes(student: Any, draw: Draw) -> None:
    problem = draw_problem(draw, 3, num_epochs=_NUM_EPOCHS)
    test = draw_test_batches(draw, 3, problem)
    net = module(*problem.start)
    optimizer = given.optimizer(net, LR)
    data = given.batches(problem.batches), given.batches(test)
    loss = given.loss("cross_entropy_of_logits")
    call = student.train.call(net, *data, loss, _NUM_EPOCHS, optimizer)
    _history(call.value, _NUM_EPOCHS)
    _expect_modes(call.trace(net), training=len(problem.steps), testing=_NUM_EPOCHS)


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


# ---------------------------------------------------------------- predict
_exercise("predict")


def _images(draw: Draw, W: Tensor, classes: Tensor) -> Tensor:
    """Images (n, 1, 28, 28) in [0, 1], bright where the weights of their class are positive.

    Their class has a score of about 784 · 0.4 · 0.9 = 280; the others' have a deviation of 20.
    """
    bright = (W.T[classes] > 0) * 0.9 + draw.uniform(0, 0.1, len(classes), 784)
    return bright.reshape(-1, 1, 28, 28)


def _expect_names(value: Any, classes: Tensor, hint: str) -> None:
    expected = [fashion.LABELS[c] for c in classes.tolist()]
    names = expect_items(value, len(expected), _("names"), hint)
    for number, (name, wanted) in enumerate(zip(names, expected, strict=True)):
        what = _("the name of image {number}").format(number=number)
        if not isinstance(name, str):
            came = _("{what}: {value}").format(what=what, value=shown(name))
            raise Wrong(came, _("a text label"), hint)
        if name != wanted:
            came = _("{what}: a name that is not that of its class").format(what=what)
            example = _("It is {came!r}, expected {expected!r}.")
            raise Wrong(
                came,
                _("the name of the class with the largest score"),
                hint,
                example.format(came=name[:60], expected=wanted),
            )


@_check("predict", mark("the name of the most probable class of each image"), points=1)
def names_the_most_probable_class(student: Any, draw: Draw) -> None:
    hint = _("Along which axis is the most probable class, and which name belongs to its id?")
    W, b = draw.normal(784, 10), draw.normal(10)
    for classes in (draw.permutation(10), draw.integers(0, 9, draw.size(3, 6)), draw.labels(1, 10)):
        images = _images(draw, W, classes)
        net = given.affine(leaf(W), leaf(b), softmax=len(classes) == 10)
        call = student.predict.call(net, images)
        _expect_names(call.value, classes, hint)
        expect_unchanged(call, images, "images")


@_check("predict", mark("a Module predicts in evaluation mode"), points=1)
def predicts_in_evaluation_mode(student: Any, draw: Draw) -> None:
    hint = _("Which layers behave differently while training, and who tells them?")
    W, b = draw.normal(784, 10), draw.normal(10)
    classes = draw.integers(0, 9, 6)
    images = _images(draw, W, classes)
    for training in (True, False):
        net = module(W, b, spoils="train", training=training)
        _expect_names(student.predict(net, images), classes, hint)
