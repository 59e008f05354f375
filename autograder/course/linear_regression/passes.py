"""Checks of lesson 1: going through data in minibatches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.course.minibatches import (
    ENDS_PASSES,
    ENDS_ROWS,
    ORDER_BATCH,
    ORDER_ROWS,
    UNEVEN_ROWS,
    expect_each_once,
    expect_ends_move,
    expect_minibatches,
    expect_new_order,
    expect_other_rest,
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
from autograder.judge.expect import Wrong
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

_exercise("data_iter")


def _pass(student: Any, arrays: Sequence[Tensor], batch_size: int) -> list[list[Tensor]]:
    """One pass over features and labels as a list of minibatches."""
    X, y = arrays
    call = student.data_iter.call(batch_size, X, y, collect=len(X) + 5)
    hint = _("What does a for loop over data_iter(...) get at each turn?")
    batches = expect_minibatches(call.value, call.exhausted, arrays, batch_size, hint)
    expect_unchanged(call, X, "features")
    expect_unchanged(call, y, "labels")
    expect_torch_as_before(call)
    return batches


def _order(batches: list[list[Tensor]]) -> Tensor:
    return torch.cat([row_numbers(labels) for _X, labels in batches])


@_check("data_iter", mark("every example exactly once"), points=1)
def every_example_once(student: Any, draw: Draw) -> None:
    for n, batch_size in ((60, 10), (draw.size(22, 29), 10), (7, 1), (3, 8)):
        expect_each_once(_order(_pass(student, numbered(n), batch_size)), n)
    # a generator that is left in the middle: what it has switched off is off for the loop around it
    middle = student.data_iter.call(2, *numbered(7), steps=[given.collect(1)])
    expect_torch_as_before(middle)


@_check("data_iter", mark("batches are full, and the last short one is kept"), points=1)
def batches_are_full(student: Any, draw: Draw) -> None:
    for n, batch_size in ((40, 10), (draw.size(22, 29), 10), (11, 10), (5, 5), (1, 4)):
        expect_sizes(_pass(student, numbered(n), batch_size), n, batch_size)


@_check("data_iter", mark("rows stay with their labels"), points=1)
def rows_keep_their_labels(student: Any, draw: Draw) -> None:
    n = draw.size(34, 39)  # with a short last minibatch
    X, y = numbered(n)
    flat = y.flatten().long()
    for arrays in ((X, y), (X.double().reshape(n, 1, 2), flat), (X[:, 0].clone(), flat)):
        expect_paired(_pass(student, arrays, 8), arrays)


@_check("data_iter", mark("each pass is in a new random order"), points=1, statistical=True)
def order_is_random(student: Any, draw: Draw) -> None:
    hint = _("Which order would you get by drawing the examples from a hat, one after the other?")
    for order in (orders := _orders(student, ORDER_ROWS)):
        expect_random_order(order, ORDER_ROWS, hint)
    expect_new_order(orders[0], orders[1], hint)
    for order in (uneven := _uneven_orders(student)):
        expect_random_order(order, UNEVEN_ROWS, hint)
    if uneven:
        expect_new_order(uneven[0], uneven[1], hint)
        expect_other_rest(uneven[0], uneven[1], hint)
    expect_ends_move(_orders(student, ENDS_ROWS, 1, ENDS_PASSES), hint)
    expect_no_seed(student.data_iter.call(ORDER_BATCH, *numbered(9), collect=9))


def _orders(student: Any, n: int, batch_size: int = ORDER_BATCH, passes: int = 2) -> list[Tensor]:
    """The orders of some passes."""
    return [_order(_pass(student, numbered(n), batch_size)) for _time in range(passes)]


def _uneven_orders(student: Any) -> list[Tensor]:
    """The same where the last minibatch is short; none where its rows are not those that are left
    over, for which other checks ask.
    """
    try:
        orders = _orders(student, UNEVEN_ROWS)
        for order in orders:
            expect_each_once(order, UNEVEN_ROWS)
    except Wrong:
        return []
    return orders
