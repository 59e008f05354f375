# Tries: nothing; it has type hints, some of names that are nowhere.
# Expects: l2_loss passed, l1_loss passed
from __future__ import annotations

from torch import Tensor


def l2_loss(y_hat: Tensor, y: Nowhere) -> Tensor:
    difference: Tensor = y_hat - y
    return difference**2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
