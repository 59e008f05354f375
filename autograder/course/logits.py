"""Logits so large that only careful formulas get softmax and its logarithm right."""

from __future__ import annotations

import torch
from torch import Tensor

from autograder.judge.draw import Draw


def _distant_rows(draw: Draw) -> Tensor:
    """Logits (6, 4) up to ±1e4: rows all high, all low, mixed, and ordinary ones between them."""
    logits = draw.normal(6, 4, scale=2)
    far = draw.uniform(9_000, 9_900, 3)
    logits[0] += far[0]
    logits[1] -= far[1]
    logits[2] = torch.tensor([-1e4, 0.0, 1e4, 1e4])[draw.permutation(4)]
    logits[3, draw.size(0, 3)] -= far[2]
    return logits[draw.permutation(6)]


def large_logits(draw: Draw) -> list[Tensor]:
    """Batches of logits with which exp or log fails, or a shift by one number for all rows."""
    overflowing = draw.uniform(90, 96, 3, 4)  # exp overflows in float32 from 89 on
    distant = _distant_rows(draw)
    level = [torch.full((2, 3), 1e4), torch.full((2, 2), -1e4)]
    apart = torch.tensor([[-1e4, 1e4], [1e4, -1e4]])  # no one column can be what is subtracted
    return [overflowing, distant, distant[:1], *level, apart]
