"""What training a linear regression gives: the losses reported and the parameters found."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.judge.draw import Draw
from autograder.judge.expect import expect, expect_items, expect_number, is_within
from autograder.judge.student import Call
from autograder.messages import _


def expect_losses(value: Any, candidates: Sequence[Tensor], tolerance: float) -> None:
    """One number per epoch, all equal to those of one candidate (num_epochs,).

    The candidates are the right answers between which the docstring leaves the choice; the
    tolerance is relative to a candidate's largest.
    """
    items = expect_items(value, len(candidates[0]), _("losses"), _("Append one number per epoch."))
    numbers = [expect_number(item, what=_("a loss")) for item in items]
    came = torch.tensor(numbers, dtype=torch.float64)
    offs = [((came - c).abs() / c.abs().max()).nan_to_num(torch.inf) for c in candidates]
    off, right = min(zip(offs, candidates, strict=True), key=lambda pair: float(pair[0].max()))
    epoch = int(off.argmax())
    expect(
        is_within(float(off.max()), tolerance),
        _("the loss of epoch {epoch} is {ratio:.4g} times the mean loss").format(
            epoch=epoch + 1, ratio=float(came[epoch] / right[epoch])
        ),
        _("the mean over all examples, during or after each epoch"),
        _("Is the number you append a sum or a mean, over which examples, and at which moment?"),
    )


def expect_no_graphs(call: Call) -> None:
    """None of the losses that the call's only step looked at is still part of a graph."""
    expect(
        call.steps == [0],
        _("losses that still hold the graph they were computed by"),
        _("numbers alone"),
        _("Do you need the history of a loss that is only reported?"),
    )


def losses_along(ends: Sequence[float], steps: int) -> list[Tensor]:
    """The right losses per epoch of a training on equal rows, in `steps` equal minibatches: each
    measured before its step, after it, or all of them at the epoch's end.

    `ends` are the losses before the first epoch and after each one. A step multiplies the one
    residual there is by a factor that depends on its size alone, so that within an epoch losses
    are a geometric series: what is reported can be judged whatever the size of the steps.
    """
    along = []
    for start, end in itertools.pairwise(ends):
        factor = (end / start) ** (1 / steps) if start else 0.0
        along.append([start * factor**step for step in range(steps + 1)])
    path = torch.tensor(along, dtype=torch.float64)  # (num_epochs, steps + 1)
    return [path[:, :-1].mean(1), path[:, 1:].mean(1), path[:, -1]]


def noisy_line(draw: Draw) -> tuple[Tensor, Tensor, Tensor, float]:
    """1000 examples X (n, 2) and y (n, 1), as the lessons make them, and their true w and b."""
    w = draw.uniform(1, 3.4, 2, 1) * draw.signs(2, 1)
    b = draw.number(2, 4.2) * float(draw.signs(1))
    X = draw.normal(1000, 2)
    return X, X @ w + b + draw.normal(1000, 1, scale=0.01), w, b


def expect_found(w: Tensor, b: Tensor, true_w: Tensor, true_b: float, tolerance: float) -> None:
    """w (2, 1) and b (1,) after three epochs lie near the true ones."""
    off = max(float((w - true_w).abs().max()), abs(float(b) - true_b))
    expect(
        is_within(off, tolerance),
        _("parameters off by up to {off:.3g} after 3 epochs").format(off=off),
        _("within {bound} of the true ones").format(bound=tolerance),
        _("Plot the losses: do they still fall, stay high, or jump about?"),
    )
