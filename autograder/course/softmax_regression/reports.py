"""What a training loop reports: its figures of each epoch, and the modes it left in a module."""

from __future__ import annotations

from typing import Any

from autograder.course import oracle
from autograder.course.softmax_regression.problems import Batches, Problem
from autograder.judge.expect import (
    Wrong,
    expect,
    expect_finite,
    expect_items,
    expect_number,
    expect_shape,
    how_far_off,
    is_within,
    told_apart,
)
from autograder.judge.student import Call
from autograder.messages import _, n_


def figures_along(trace: list[Any], problem: Problem) -> tuple[float, float]:
    """Mean loss and accuracy of the pass that took the steps in the trace, right or wrong ones.

    So what a loop reports is judged apart from how it steps.
    """
    path = [problem.start]
    for entry in trace:
        came = expect_items(entry, 2, _("the parameters after a step"))
        for value, first in zip(came, problem.start, strict=True):
            expect_shape(value, tuple(first.shape))
            expect_finite(value)
        path.append((came[0], came[1]))
    loss, hits, count = 0.0, 0, 0
    for number, (X, y) in enumerate(problem.batches):
        logits = oracle.affine(X.reshape(len(X), -1), *path[min(number, len(path) - 1)])
        loss += float(oracle.cross_entropy_of_logits(logits, y).sum())
        hits += int((logits.argmax(1) == y).sum())
        count += len(y)
    return loss / count, hits / count


# Right loops were within 2.5e-7 in the same problems, and a float32 number rounds by as little. The
# nearest mistake (the mean of the minibatches' means, with a short last one) is off by 0.11 on
# average, and by less than 1e-4 in 5 of 10,000 problems, of which a check tries two.
_FIGURE_TOLERANCE = 1e-4


def expect_figure(value: Any, expected: float, what: str, hint: str) -> None:
    """A mean loss or an accuracy: a number, right to 1e-4 absolutely and relatively."""
    number = expect_number(value, what=what)
    if is_within(abs(number - expected), _FIGURE_TOLERANCE * max(1.0, abs(expected))):
        return
    came = f"{what}: {how_far_off(number, expected)}"
    shown_number, right = told_apart(number, expected)
    example = _("It is {came}, expected {expected}.").format(came=shown_number, expected=right)
    raise Wrong(came, _("the figure over all examples, each counted once"), hint, example)


def expect_no_graphs(call: Call) -> None:
    """The last look, which is `given.graphs()`, found no tensor with a graph among the figures."""
    held = call.steps[-1]
    expect(
        held == 0,
        n_("{n} figure that keeps its graph", "{n} figures that keep their graphs", held).format(
            n=held
        ),
        _("plain numbers, which no graph hangs on"),
        _("What is kept in memory as long as a total still knows how it was computed?"),
    )


def history(value: Any, num_epochs: int) -> list[list[Any]]:
    """The figures of each epoch: train loss, train accuracy, test accuracy."""
    hint = _("Keep one (train loss, train accuracy, test accuracy) per epoch and return them all.")
    rows = expect_items(value, num_epochs, _("epochs"), hint)
    return [expect_items(row, 3, _("the figures of an epoch"), hint) for row in rows]


def expect_history(value: Any, problem: Problem, test: Batches) -> None:
    """Each epoch's figures are those of right training, tested at the epoch's end."""
    hint = _("Which data set, and which moment, did each number come from?")
    rows = history(value, len(problem.epochs))
    for row, epoch in zip(rows, problem.epochs, strict=True):
        expect_figure(row[0], epoch.loss, _("the train loss"), hint)
        expect_figure(row[1], epoch.accuracy, _("the train accuracy"), hint)
        tested = oracle.accuracy(test, *epoch.end)
        expect_figure(row[2], tested, _("the test accuracy after the epoch"), hint)


def expect_one_prediction_each(trace: list[Any], batches: int) -> None:
    """No second prediction with a graph: the step is made from one, and dropout changes the other.

    Another look without a graph is left to whoever likes to count hits apart.
    """
    n = sum(was_recording is True for was_recording in trace)
    expect(
        n <= batches,
        _("{n} predictions with a graph, for {batches} minibatches").format(n=n, batches=batches),
        _("one prediction of each, which step, loss and accuracy come from"),
        _("What would dropout make of a second prediction of the same minibatch?"),
    )


def expect_modes(trace: list[Any], training: int, testing: int) -> None:
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
