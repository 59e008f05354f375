"""Checks of lesson 5: the accuracy over all minibatches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.course.modules import expect_trainable
from autograder.course.softmax_regression.problems import (
    Batches,
    draw_batches,
    draw_parameters,
    has_clear_leads,
    module,
)
from autograder.judge import given
from autograder.judge.aftermath import expect_torch_as_before, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import expect, expect_number
from autograder.judge.given import leaf
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

_exercise("evaluate_accuracy", uses=("accuracy", "Accumulator"))

# Minibatches, more than somebody trying out a loop lets it run. The accuracy on twice as many
# examples has no more than three decimals, so that nobody is asked for more than four.
_MANY = 125


def _evaluation(
    draw: Draw, sizes: Sequence[int], q: int, right: Sequence[int] = ()
) -> tuple[Batches, Tensor, Tensor, float]:
    """Minibatches of which as many examples as `right` says are right, W, b and the fraction right.

    Unless told, all but one of the first minibatch, none of those between, all of the last: every
    other way of weighting them gives another number.
    """
    right = right or (sizes[0] - 1, *[0] * (len(sizes) - 2), sizes[-1])[: len(sizes)]
    while True:
        W, b = draw_parameters(draw, q)
        batches = draw_batches(draw, sizes, q)
        if has_clear_leads(batches, W, b):
            break
    labelled = []
    for (X, _y), hits in zip(batches, right, strict=True):
        best = oracle.affine(X.reshape(len(X), -1), W, b).argmax(1)
        other = (best + draw.integers(1, q - 1, len(best))) % q
        labelled.append((X, torch.where(torch.arange(len(best)) < hits, best, other)))
    return labelled, W, b, sum(right) / sum(sizes)


@_check("evaluate_accuracy", mark("correct / total over all examples"), points=1)
def every_example_counts_alike(student: Any, draw: Draw) -> None:
    hint = _("Do a batch of eight and a batch of one deserve equal weight?")
    for sizes, q, right in (
        ((8, 8, draw.size(1, 3)), 4, ()),
        ((draw.size(5, 9),), 3, ()),
        ((4, 4, 1), 4, (1, 4, 0)),  # the best is not the last one
    ):
        batches, W, b, expected = _evaluation(draw, sizes, q, right)
        for softmax in (True, False):
            net = given.affine(leaf(W), leaf(b), softmax=softmax)
            value = student.evaluate_accuracy(net, given.batches(batches))
            expect_number(value, expected, what=_("the accuracy"), hint=hint)
    hint = _("How many minibatches does one pass have, and how many of them does yours see?")
    batches, W, b, expected = _evaluation(draw, [2] * _MANY, 4)
    value = student.evaluate_accuracy(given.affine(leaf(W), leaf(b)), given.batches(batches))
    expect_number(value, expected, what=_("the accuracy"), hint=hint)


@_check("evaluate_accuracy", mark("a Module is put in evaluation mode"), points=1)
def module_in_evaluation_mode(student: Any, draw: Draw) -> None:
    hint = _("Which layers behave differently while training, and who tells them?")
    for training, of_pictures in ((True, True), (True, False), (False, True)):
        # In training mode no more than the wrong one of a minibatch would be right.
        batches, W, b, expected = _evaluation(draw, (4, 4, 4), 3, right=(3, 3, 3))
        net = module(W, b, spoils="train", training=training, of_pictures=of_pictures)
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
        expect(
            call.after(parameter).requires_grad,
            _("{name} no longer requires grad").format(name=name),
            _("a net that can be trained on"),
            _("Who switches requires_grad on again?"),
        )
    expect_torch_as_before(call)
    net = module(W, b)
    call = student.evaluate_accuracy.call(net, given.batches(batches))
    expect_trainable(call.after(net).value)
