"""Checks of lesson 5: right predictions counted, and running totals."""

from __future__ import annotations

import itertools
from typing import Any

import torch
from torch import Tensor

from autograder.judge import given
from autograder.judge.aftermath import expect_torch_as_before, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import Wrong, expect, expect_number, shown
from autograder.judge.given import Given, leaf
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

# ---------------------------------------------------------------- accuracy
_exercise("accuracy")


def _scores(draw: Draw, n: int, q: int, scale: float = 1.0) -> tuple[Tensor, Tensor]:
    """Scores (n, q) of both signs, the largest in a row by scale/2, and its class (n,)."""
    ranks = torch.stack([draw.permutation(q) for _row in range(n)])
    scores = ranks + draw.uniform(0, 0.5, n, q) - draw.number(0, q + 1)
    return scale * scores, ranks.argmax(1)


def _half_right(draw: Draw, truth: Tensor, q: int, least: int = 1) -> tuple[Tensor, int]:
    """Labels (n,) of which a drawn number, `least` or more but not all, equal `truth`."""
    n = len(truth)
    right = draw.size(least, n - 1)
    labels = truth.clone()
    wrong = draw.permutation(n)[right:]
    labels[wrong] = (truth[wrong] + draw.integers(1, q - 1, len(wrong))) % q
    return labels, right


def _expect_count(student: Any, y_hat: Tensor | Given, y: Tensor, right: int, hint: str) -> None:
    call = student.accuracy.call(y_hat, y)
    expect_number(call.value, float(right), tolerance=1e-6, hint=hint)
    expect_unchanged(call, y_hat, "y_hat")
    expect_unchanged(call, y, "y")
    expect_torch_as_before(call)


_HOW_MANY = mark("How many predictions are there, and how many of them equal their label?")


@_check("accuracy", mark("counts the rows whose largest score is at the label"), points=1)
def counts_hits_of_scores(student: Any, draw: Draw) -> None:
    # With scores a tenth as far apart the largest of six probabilities is below 0.3.
    for n, q, scale in ((draw.size(15, 25), 4, 1.0), (6, 6, 0.1), (12, 2, 1.0)):
        y_hat, best = _scores(draw, n, q, scale)
        y, right = _half_right(draw, best, q)
        _expect_count(student, y_hat, y, right, _(_HOW_MANY))
    # The exponential of such scores is infinite; none is needed to find the largest.
    _expect_count(student, y_hat.double() + 10_000, best, n, _(_HOW_MANY))
    # 27/49 · 49 is less than 27 in float32 and in float64: rounded to 27, but cut off to 26.
    y_hat, best = _scores(draw, 49, 3)
    y = torch.where(draw.permutation(49) < 27, best, (best + 1) % 3)
    _expect_count(student, y_hat, y, 27, _(_HOW_MANY))
    # Of many probabilities no two ways of counting find equally many by chance, nor the first ones
    # as many as all; the hits do not fit into a byte. A training loop hands them over with a graph.
    y_hat, best = _scores(draw, 300, 5, 2.0)
    y, right = _half_right(draw, best, 5, least=257)
    _expect_count(student, leaf(y_hat.softmax(1)), y, right, _(_HOW_MANY))


@_check("accuracy", mark("counts predicted class ids as well"), points=1)
def counts_hits_of_class_ids(student: Any, draw: Draw) -> None:
    # k/n · n, cut off, is k for every k of these n: who cuts off fails the check before only.
    for n, q in ((draw.size(15, 17), 4), (8, 10)):
        y_hat = draw.labels(n, q)
        y, right = _half_right(draw, y_hat, q)
        hint = _("What does a y_hat with one axis hold?")
        _expect_count(student, y_hat, y, right, hint)


@_check("accuracy", mark("works for a single example"), points=1)
def counts_a_single_example(student: Any, draw: Draw) -> None:
    for is_right in (1, 0):
        y_hat, best = _scores(draw, 1, 5)
        y = best if is_right else (best + draw.size(1, 4)) % 5
        hint = _("What is y_hat's shape for one example, and which branch does it take?")
        _expect_count(student, y_hat, y, is_right, hint)
        _expect_count(student, best, y, is_right, hint)


# ---------------------------------------------------------------- Accumulator
_exercise("Accumulator")


def _expect_total(value: Any, expected: float) -> None:
    hint = _("What does add do with the first value, with the second, with a second call?")
    expect_number(value, expected, tolerance=1e-5, what=_("a total"), hint=hint)


@_check("Accumulator", mark("adds value by value, and starts anew after reset"), points=1)
def adds_and_resets(student: Any, draw: Draw) -> None:
    for n in (3, 1, draw.size(4, 6)):
        added = draw.uniform(1, 9, 4, n, dtype=torch.float64)
        added[1] /= -10  # and no total is near 0, where rounding would count
        rows = added.tolist()
        read = [given.get(i) for i in range(n)]
        first, second, third, last = (given.call("add", *row) for row in rows)
        other = given.again()  # a second object, which must not share its totals with the first
        steps = [*read, first, *read, *read, other, second, third, *read,
                 given.call("reset"), *read, last, *read]  # fmt: skip
        call = student.Accumulator.call(n, steps=steps)
        looks = call.steps
        totals = [
            [0.0] * n,
            rows[0],
            rows[0],
            [sum(column) for column in zip(*rows[:3], strict=True)],
            [0.0] * n,
            rows[3],
        ]
        expect(len(looks) == len(steps), _("an incomplete answer"), _("one result per step"))
        came = [value for step, value in zip(steps, looks, strict=True) if step.kind == "get"]
        for value, expected in zip(came, itertools.chain(*totals), strict=True):
            _expect_total(value, expected)
        expect_torch_as_before(call)


_HISTORY_HINT = mark("Does your total still carry the history of what was added?")


@_check("Accumulator", mark("keeps plain numbers, even of tensors"), points=1)
def keeps_plain_numbers(student: Any, draw: Draw) -> None:
    values = draw.uniform(1, 9, 2)
    losses = leaf(values[0]), leaf(values[1].reshape(1))
    steps = [
        given.call("add", *losses, 3),
        *(given.get(i) for i in range(3)),
        given.graphs(),
    ]
    looks = student.Accumulator.call(3, steps=steps).steps
    expect(len(looks) == len(steps), _("an incomplete answer"), _("one result per step"))
    held = looks[-1]
    for value, expected in zip(looks[1:-1], (*values.tolist(), 3.0), strict=True):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Wrong(
                _("a total: {value}").format(value=shown(value)),
                _("a plain Python float"),
                _(_HISTORY_HINT),
            )
        _expect_total(value, expected)
    expect(
        held == 0,
        _("{n} tensors with a graph, kept in the object").format(n=held),
        _("plain floats, and no graph kept"),
        _(_HISTORY_HINT),
    )
