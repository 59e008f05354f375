"""Logits so large that only careful formulas get softmax and its logarithm right."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from autograder.judge.draw import Draw
from autograder.judge.expect import expect_close, expect_shape
from autograder.messages import _


def _distant_rows(draw: Draw) -> Tensor:
    """Logits (6, 4) up to ±1e4: rows all high, all low, mixed, and ordinary ones between them."""
    logits = draw.normal(6, 4, scale=2)
    far = draw.uniform(9_000, 9_900, 3)
    logits[0] += far[0]
    logits[1] -= far[1]
    logits[2] = torch.tensor([-1e4, 0.0, 1e4, 1e4])[draw.permutation(4)]
    logits[3, draw.size(0, 3)] -= far[2]
    return logits[draw.permutation(6)]


def lopsided_logits(draw: Draw) -> tuple[Tensor, Tensor]:
    """Logits (3, 4) of rows with one probability near 1, and the mask of the three small ones.

    These are between 1e-9 and 3e-4.
    """
    ranks = torch.stack([draw.permutation(4) for _row in range(3)])
    logits = torch.tensor([0.0, -9.0, -14.0, -20.0])[ranks] + draw.uniform(0, 0.5, 3, 4)
    return logits + draw.uniform(-2, 2, 3, 1), ranks > 0


# An exponent of size 25 rounded a few times in float32 is off by 1e-5 at most, and a probability of
# 3e-4 made from it by 3e-9. But where it is what a number near 1 lacks (expm1(o) + 1, 1 - sigmoid),
# it has the rounding of that number, 2⁻²⁴ = 6e-8 or twice as much. So a floor of 1e-7 passes.
_SMALL_TOLERANCE = 2e-7


def expect_small(value: Any, expected: Tensor, small: Tensor, what: str = "") -> None:
    """Those entries of probabilities (or of what is as small) are not put to a floor, or to 0."""
    expect_shape(value, tuple(small.shape), what)
    hint = _("How small may a probability become, and is anything in the way of that?")
    what = what or _("the small probabilities")
    expect_close(value[small], expected[small], tolerance=_SMALL_TOLERANCE, scale=1.0, what=what,
                 hint=hint)  # fmt: skip


def large_logits(draw: Draw) -> list[Tensor]:
    """Batches of logits with which exp or log fails, or a shift by one number for all rows."""
    overflowing = draw.uniform(90, 96, 3, 4)  # exp overflows in float32 from 89 on
    # in float64 from 710 on: the second batch tells it from a constant that is subtracted
    distant = _distant_rows(draw)
    summing = draw.uniform(87.5, 87.9, 3, 4)  # each exp is finite, the sum of four is not
    level = [torch.full((2, 3), 1e4), torch.full((2, 2), -1e4)]
    apart = torch.tensor([[-1e4, 1e4], [1e4, -1e4]])  # no one column can be what is subtracted
    return [overflowing, overflowing + 100, summing, distant, distant[:1], *level, apart]
