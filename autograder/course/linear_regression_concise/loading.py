"""Checks of lesson 2: a DataLoader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.course.minibatches import (
    ORDER_BATCH,
    ORDER_ROWS,
    expect_each_once,
    expect_minibatches,
    expect_new_order,
    expect_paired,
    expect_random_order,
    expect_sizes,
    numbered,
    row_numbers,
)
from autograder.judge import given
from autograder.judge.aftermath import expect_no_seed, expect_torch_as_before, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import expect, shown
from autograder.judge.student import Call
from autograder.messages import _, mark
from autograder.wire import ProtocolError

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

_exercise("load_array")


def _passes(
    student: Any, arrays: Sequence[Tensor], batch_size: int, *is_train: bool, passes: int = 1
) -> list[list[list[Tensor]]]:
    """That many passes over the loader that comes back, each a list of minibatches."""
    _expect_loader(student.load_array.call(arrays, batch_size, *is_train,
                                           steps=[given.classes_of()]))  # fmt: skip
    look = [given.collect(len(arrays[0]) + 5)] * passes
    call = student.load_array.call(arrays, batch_size, *is_train, steps=look)
    hint = _("What does a for loop over the loader get at each turn?")
    found = []
    for step in call.steps:
        if not (isinstance(step, dict) and isinstance(step.get("exhausted"), bool)):
            raise ProtocolError("a pass that was not described as one")
        found.append(
            expect_minibatches(step.get("items"), step["exhausted"], arrays, batch_size, hint)
        )
    if len(found) != passes:
        raise ProtocolError(f"{len(found)} passes described, expected {passes}")
    for array, name in zip(arrays, ("X", "y", "z"), strict=False):
        expect_unchanged(call, array, name)
    expect_torch_as_before(call)
    return found


def _expect_loader(call: Call) -> None:
    classes = call.steps[0] if call.steps else None
    expect(
        isinstance(classes, list) and "DataLoader" in classes,
        shown(call.value),
        _("a torch.utils.data.DataLoader"),
        _("Which object of torch.utils.data packs examples into minibatches, pass after pass?"),
    )


@_check("load_array", mark("a DataLoader that gives every example once"), points=1)
def every_example_once(student: Any, draw: Draw) -> None:
    for n, batch_size in ((40, 10), (draw.size(22, 29), 10), (11, 10), (3, 8), (5, 1)):
        for batches in _passes(student, numbered(n), batch_size, True, passes=2):
            expect_each_once(torch.cat([row_numbers(parts[1]) for parts in batches]), n)
            expect_sizes(batches, n, batch_size)


@_check("load_array", mark("one tensor per array, rows together"), points=1)
def rows_stay_together(student: Any, draw: Draw) -> None:
    n = draw.size(26, 31)  # with a short last minibatch
    X, y = numbered(n)
    z = torch.arange(n).reshape(n, 1, 1).expand(n, 2, 2).clone()  # int64
    for arrays in ((X, y), [X.double(), y.flatten(), z]):
        for is_train in (True, False):
            (batches,) = _passes(student, arrays, 8, is_train)
            expect_paired(batches, arrays)


@_check("load_array", mark("training: a new random order each pass"), points=1, statistical=True)
def shuffles_when_training(student: Any, draw: Draw) -> None:
    hint = _("Which argument of DataLoader makes it shuffle, and what should it depend on?")
    # Before others: the same seed once more would not be seen. A pass may seed, too.
    first = student.load_array.call(numbered(3), 1, True, steps=[given.collect(3)])
    for is_train in ([True], []):
        passes = _passes(student, numbered(ORDER_ROWS), ORDER_BATCH, *is_train, passes=2)
        orders = [torch.cat([row_numbers(parts[1]) for parts in batches]) for batches in passes]
        for order in orders:
            expect_random_order(order, ORDER_ROWS, hint)
        expect_new_order(orders[0], orders[1], hint)
    expect_no_seed(first)


@_check("load_array", mark("not training: the order of the data"), points=1)
def keeps_the_order_otherwise(student: Any, draw: Draw) -> None:
    n = draw.size(26, 31)  # with a short last minibatch
    for batches in _passes(student, numbered(n), 8, False, passes=2):
        expect_sizes(batches, n, 8)
        order = torch.cat([row_numbers(parts[1]) for parts in batches])
        expect(
            torch.equal(order, torch.arange(n, dtype=torch.float64)),
            _("the examples in another order than that of the data"),
            _("their own order where is_train is False"),
            _("Which argument of DataLoader makes it shuffle, and what should it depend on?"),
        )
