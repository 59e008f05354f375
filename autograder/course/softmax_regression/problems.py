"""Small training problems, and the path that right training takes through each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.judge import given
from autograder.judge.draw import Draw
from autograder.judge.given import FLATTEN, Given, linear, probe

Batches = list[tuple[Tensor, Tensor]]
Parameters = tuple[Tensor, Tensor]  # W (d, q) and b (q,)

LR = 0.5
# More than somebody trying out a loop lets it run; and a prime number, so that on fewer examples no
# accuracy but 0 and 1 is the same.
MANY_MINIBATCHES = 23
SIZES = (6, 6, 2)  # of minibatches; the last one is short

# A mean loss at which half of the long problems arrive three epochs before their end.
_LOW_LOSS = 0.05

# A loss at which somebody may think that nothing is left to learn, and a size of weights at which
# rounding is far below the tolerance; two of three models with that loss stay below it.
_LEARNED, _USUAL_WEIGHT = 1e-3, 4.0

# Labels drawn for the same images, before others are: where predictions hardly change from epoch to
# epoch, no labels tell the epochs apart.
_LABELS_TRIED = 50

# Long steps make errors grow. In 1,200 problems with a setback float32 loops were off by at most
# 2.3e-7 times the factor by which they may; three quarters stay below this one, where that is 5e-6.
_MOST_STRETCHED = 20.0

# Scores whose two largest lie closer than this are drawn again, so that rounding never decides
# which class is predicted: float32 scores of the sizes used here are right to about 1e-6.
_CLEAR_LEAD = 1e-3


def has_clear_leads(batches: Batches, W: Tensor, b: Tensor) -> bool:
    return _are_clear(oracle.affine(_rows(batches), W, b))


def _rows(batches: Batches) -> Tensor:
    """All images of the minibatches, flattened (n, d)."""
    return torch.cat([X.reshape(len(X), -1) for X, _y in batches])


def _are_clear(scores: Tensor) -> bool:
    best = scores.topk(2, dim=1).values
    return bool((best[:, 0] - best[:, 1] > _CLEAR_LEAD).all())


def draw_batches(draw: Draw, sizes: Sequence[int], q: int, scale: float = 1.0) -> Batches:
    """Minibatches of images (B, 1, 2, 3) and random class ids."""
    return [(draw.normal(n, 1, 2, 3, scale=scale), draw.labels(n, q)) for n in sizes]


def draw_parameters(draw: Draw, q: int, d: int = 6) -> Parameters:
    return draw.normal(d, q, scale=0.5), draw.normal(q, scale=0.5)


def module(
    W: Tensor, b: Tensor, *, spoils: str = "", training: bool = True, of_pictures: bool = False
) -> Given:
    """A module with the scores XW + b, negated in the mode named by `spoils`.

    One `of_pictures` is of a class of its own, and cannot take flattened images, as is usual for a
    convolutional network.
    """
    layers = FLATTEN, linear(W.T.contiguous(), b)
    if of_pictures:
        return given.network(*layers, spoils=spoils, training=training)
    return given.module(*layers, probe(spoils), training=training)


@dataclass(frozen=True)
class Epoch:
    """What a right pass does and reports."""

    path: list[Parameters]  # before the first step and after each one
    loss: float
    accuracy: float

    @property
    def end(self) -> Parameters:
        return self.path[-1]


@dataclass(frozen=True)
class Problem:
    batches: Batches
    start: Parameters
    epochs: list[Epoch]

    @property
    def steps(self) -> list[Parameters]:
        """The parameters after each step of all epochs."""
        return [after for epoch in self.epochs for after in epoch.path[1:]]

    @property
    def stretch(self) -> float:
        """By what factor, at most, rounding errors grow up to the end."""
        return math.prod(oracle.stretch(self.batches, epoch.path, LR) for epoch in self.epochs)


def _epochs(batches: Batches, start: Parameters, num_epochs: int) -> list[Epoch]:
    """What right training does from there, with float64's precision."""
    epochs: list[Epoch] = []
    for _epoch in range(num_epochs):
        here = epochs[-1].end if epochs else start
        epochs.append(Epoch(*oracle.softmax_descent(batches, *here, LR)))
    return epochs


def draw_problem(
    draw: Draw, q: int, sizes: Sequence[int] = SIZES, num_epochs: int = 1, scale: float = 1.0
) -> Problem:
    """Fixed minibatches and first parameters, with the oracle's epochs from there.

    Few minibatches or few epochs: the clear leads are looked for all along the way.
    """
    while True:
        start = draw_parameters(draw, q)
        batches = draw_batches(draw, sizes, q, scale)
        epochs = _epochs(batches, start, num_epochs)
        if all(has_clear_leads(batches, *here) for epoch in epochs for here in epoch.path):
            return Problem(batches, start, epochs)


def draw_problem_with_a_setback(draw: Draw, q: int, *, of: Literal["loss", "accuracy"]) -> Problem:
    """Four epochs, of which the second raises the loss or lowers the accuracy, and the third does
    neither: the best so far will not do, and to stop there is too early. (A loss that is larger by
    less than 1 % is no setback.)

    With inputs twice as large the steps are so long that one problem in 13 is of the first kind,
    and one in 28 of the other.
    """
    while True:
        problem = draw_problem(draw, q, num_epochs=4, scale=2.0)
        pairs = [*pairwise(problem.epochs[:-1])]
        rises = [after.loss > 1.01 * before.loss for before, after in pairs]
        falls = [after.accuracy < before.accuracy for before, after in pairs]
        wanted = [of == "loss", False], [of == "accuracy", False]
        if (rises, falls) == wanted and problem.stretch < _MOST_STRETCHED:
            return problem


def draw_still_problem(draw: Draw) -> Problem:
    """A dozen epochs like the first, as there is no gradient: that is no reason to stop.

    Features of 0 and equal biases make all classes equally likely, and each comes once.
    """
    W, b = draw_parameters(draw, 3)
    batches, start = [(torch.zeros(3, 1, 2, 3), draw.permutation(3))], (W, b[:1].repeat(3))
    return Problem(batches, start, _epochs(batches, start, 1) * 12)


def draw_long_problem(draw: Draw) -> Problem:
    """A dozen epochs of one minibatch of two rows: a schedule or a stop that comes late shows.

    Three epochs before the end the loss is low enough to content whoever stops at a low loss, and
    the last step is still 0.005 long or longer. Accuracies may be decided by rounding.
    """
    while True:
        start = draw_parameters(draw, 3)
        batches = draw_batches(draw, (2,), 3)
        epochs = _epochs(batches, start, 12)
        if epochs[-3].loss < _LOW_LOSS:
            return Problem(batches, start, epochs)


def draw_learned_problem(draw: Draw) -> Problem:
    """Four epochs from where all is learned: neither a small loss nor an accuracy of 1 is a reason
    to stop.

    Features of size 10 make steps of 0.001 and longer of losses that fall from below 0.001 (to
    0.0001 at the lowest, in 300 problems).
    """
    while True:
        W, b = (0.05 * each for each in draw_parameters(draw, 3))
        X = draw.normal(2, 1, 2, 3, scale=10.0)
        y = oracle.affine(X.reshape(2, 6), W, b).argmax(1)
        batches = [(X, y)]
        while _epochs(batches, (W, b), 1)[0].loss > _LEARNED:
            W, b = 1.1 * W, 1.1 * b
        if float(W.abs().max()) < _USUAL_WEIGHT:
            return Problem(batches, (W, b), _epochs(batches, (W, b), 4))


def draw_large_step(draw: Draw) -> Problem:
    """One minibatch with a gradient of some 40, which nobody has reason to cut short.

    The model is sure of a wrong class in every row.
    """
    W, b = draw_parameters(draw, 3)
    X = draw.normal(6, 1, 2, 3, scale=30.0)
    y = (oracle.affine(X.reshape(6, 6), W, b).argmax(1) + 1) % 3
    return Problem([(X, y)], (W, b), _epochs([(X, y)], (W, b), 1))


def draw_many_minibatches(draw: Draw) -> tuple[Problem, Batches]:
    """One epoch of many minibatches of one row each, and as many to test on.

    Each row is predicted with a clear lead by the parameters that it meets, and the steps are so
    small (a curvature of |x|²/2 = 0.75 on average) that rounding does not grow along the path.
    """
    while True:
        start = draw_parameters(draw, 3)
        train, test = (_single_rows(draw) for _part in range(2))
        (epoch,) = _epochs(train, start, 1)
        W, b = (torch.stack(met[:-1]) for met in zip(*epoch.path, strict=True))
        rows = torch.stack([X.double().reshape(-1, 1) for X, _y in train])
        if _are_clear((rows * W).sum(1) + b) and has_clear_leads(test, *epoch.end):
            return Problem(train, start, [epoch]), test


def _single_rows(draw: Draw) -> Batches:
    X, y = draw.normal(MANY_MINIBATCHES, 1, 2, 3, scale=0.5), draw.labels(MANY_MINIBATCHES, 3)
    return list(zip(torch.split(X, 1), torch.split(y, 1), strict=True))


def draw_test_batches(draw: Draw, q: int, problem: Problem) -> Batches:
    """Other minibatches, whose accuracies tell the moments of a training apart.

    41 examples against 14: only 0 and 1 can be an accuracy on both. None of the parameters between
    epochs predicts by a hair's breadth.
    """
    ends = [problem.start, *(epoch.end for epoch in problem.epochs)]
    while True:
        batches = draw_batches(draw, (20, 20, 1), q)
        X = _rows(batches)
        scores = [oracle.affine(X, *end) for end in ends]
        if not all(map(_are_clear, scores)):
            continue
        predicted = torch.stack([each.argmax(1) for each in scores])
        for _labels in range(_LABELS_TRIED):
            labels = draw.labels(len(X), q)
            if _tells_apart((predicted == labels).sum(1).tolist()):
                parts = torch.split(labels, [len(X) for X, _y in batches])
                return [(X, y) for (X, _y), y in zip(batches, parts, strict=True)]


def _tells_apart(hits: list[int]) -> bool:
    """Whether every epoch changes the accuracy, and the last of several makes it worse; of four the
    second is the best. Neither an old one nor the best so far will do, nor are they the same, and a
    bad epoch is no reason to stop.
    """
    changes = all(before != after for before, after in pairwise(hits))
    falls = len(hits) == 2 or hits[-2] > hits[-1]
    peaks = len(hits) < 5 or hits[1] < hits[2] > hits[3]
    return changes and falls and peaks
