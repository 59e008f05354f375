"""Data of lesson 1 so plain that what a training loop did with it can be read off its result."""

from __future__ import annotations

import itertools

from torch import Tensor

from autograder.course import oracle
from autograder.judge.draw import Draw


def one_row(draw: Draw) -> tuple[Tensor, float, float]:
    """Features (1, 2) and a label, for data of equal rows, and the learning rate 1 / (|x|² + 1).

    A step of `share` times that rate multiplies the residual by 1 - share, in whatever order the
    rows come. The unknown start, |xw| <= 0.07·|x|₁, is less than 2e-4 of the label.
    """
    row = draw.normal(1, 2)
    return row, draw.number(5_000, 15_000), 1 / (float((row**2).sum()) + 1)


def residual_left(w: Tensor, b: Tensor, row: Tensor, label: float) -> float:
    """What is left of the residual of the first prediction, which was about 0."""
    return 1 - float(oracle.affine(row, w, b)) / label


ORDER_LABELS = (-1e4, 1e4, 3e4)  # of three examples whose features are all 1

Orders = tuple[tuple[int, ...], tuple[int, ...]]  # of examples in two epochs


def ends_by_order(share: float) -> dict[Orders, float]:
    """The prediction after two epochs, one example a step, by the orders of the two.

    All features are 1: a step moves the one prediction by a share of the way to its label. A second
    epoch may be missing: how many there are is another check's question.
    """
    ends = {}
    orders = list(itertools.permutations(range(3)))
    for first, second in itertools.product(orders, [*orders, ()]):
        prediction = 0.0
        for example in first + second:
            prediction += share * (ORDER_LABELS[example] - prediction)
        ends[first, second] = prediction
    return ends
