"""The losses that a training loop reports, one per epoch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.judge.expect import expect, expect_items, expect_number
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
        bool((off <= tolerance).all()),
        _("the loss of epoch {epoch} is {ratio:.4g} times the mean loss").format(
            epoch=epoch + 1, ratio=float(came[epoch] / right[epoch])
        ),
        _("the mean over all examples, during or after each epoch"),
        _("Is the number you append a sum or a mean, and over which examples?"),
    )
