"""Data of lesson 1 so plain that what a training loop did with it can be read off its result."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

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


# Of four examples whose features are all 1. With these labels the 42 ends below are all apart.
ORDER_LABELS = (-2e4, 5e3, 1.5e4, 2.5e4)

# Of eight, to tell the order of the data from one that divides four examples alike, as
# torch.randperm(4) does with seed 0.
EIGHT_LABELS = (-2e4, 5e3, 1.5e4, 2.5e4, -1e4, 3e4, 1e4, -3e4)

Division = tuple[frozenset[int], ...]  # of the examples into minibatches of two, in their order
IN_ORDER: Division = (frozenset({0, 1}), frozenset({2, 3}))


def ends_by_division(share: float) -> dict[tuple[Division, Division], float]:
    """The prediction after two epochs, two examples a step, by how each epoch divides the four.

    All features are 1: a step moves the one prediction by a share of the way to the mean label. A
    second epoch may be missing: how many there are is another check's question.
    """
    ends = {}
    pairs = [frozenset(pair) for pair in itertools.combinations(range(4), 2)]
    divisions: list[Division] = [(pair, frozenset(range(4)) - pair) for pair in pairs]
    for first, second in itertools.product(divisions, [*divisions, ()]):
        ends[first, second] = _end(share, ORDER_LABELS, first + second)
    return ends


def end_in_order(share: float) -> float:
    """The prediction after an epoch that goes through the eight examples as they come."""
    pairs = tuple(frozenset((first, first + 1)) for first in range(0, len(EIGHT_LABELS), 2))
    return _end(share, EIGHT_LABELS, pairs)


def _end(share: float, labels: Sequence[float], division: Division) -> float:
    prediction = 0.0
    for pair in division:
        label = sum(labels[example] for example in pair) / 2
        prediction += share * (label - prediction)
    return prediction
