"""Minibatches that came back: rows that can be told apart, and tests of the order they came in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.course.statistics import (
    LARGEST_LEAN,
    MOST_NEIGHBOURS_KEPT,
    MOST_PLACES_KEPT,
    early_rows_in_first_half,
    is_circle,
    neighbours_kept,
    whole_blocks,
)
from autograder.judge.expect import (
    expect,
    expect_dtype,
    expect_items,
    expect_tensor,
    is_within,
    shown,
)
from autograder.messages import _, n_

# Enough rows, and few enough to a batch, for `expect_random_order`; and a number of rows that
# leaves a last, shorter minibatch.
ORDER_ROWS, ORDER_BATCH = 200, 10
UNEVEN_ROWS = ORDER_ROWS + ORDER_BATCH - 1
ENDS_ROWS, ENDS_PASSES = 12, 10  # for `expect_ends_move`
_FIRST_LABEL = 1000


def numbered(n: int, d: int = 2) -> tuple[Tensor, Tensor]:
    """Features (n, d) and labels (n, 1) that tell their row: i, 10,000 + i ... and 1000 + i."""
    rows = torch.arange(n, dtype=torch.float32)
    return rows[:, None] + 10_000.0 * torch.arange(d), _FIRST_LABEL + rows[:, None]


def row_numbers(labels: Tensor) -> Tensor:
    """The rows that labels made by `numbered` belong to, in the order in which they stand."""
    return labels.flatten().to(torch.float64) - _FIRST_LABEL


def expect_minibatches(
    value: Any, exhausted: bool, arrays: Sequence[Tensor], batch_size: int, hint: str
) -> list[list[Tensor]]:
    """One pass as a list of minibatches, each with one tensor per array, of equally many rows."""
    expect(
        exhausted,
        _("a pass that does not end"),
        _("it to end after all examples were seen once"),
    )
    names = ["X", "y", "z"]
    wanted = [tuple(array.shape[1:]) for array in arrays]
    batches = []
    expect(isinstance(value, list), shown(value), _("minibatches, one after the other"), hint)
    for item in value:
        parts = expect_items(item, len(arrays), _("a minibatch"), hint)
        tensors = [expect_tensor(part, name) for part, name in zip(parts, names, strict=False)]
        shapes = [tuple(tensor.shape) for tensor in tensors]
        same_length = len({shape[:1] for shape in shapes}) == 1 and len(shapes[0]) > 0
        expect(
            same_length and [shape[1:] for shape in shapes] == wanted,
            _("a minibatch of tensors of shapes {shapes}").format(shapes=_listed(shapes)),
            _("as many rows in each: shapes {shapes}").format(
                shapes=_listed([("B", *shape) for shape in wanted])
            ),
            hint,
        )
        for tensor, array, name in zip(tensors, arrays, names, strict=False):
            expect_dtype(tensor, array.dtype, name)
        batches.append(tensors)
    n = len(arrays[0])
    count = -(-n // batch_size)
    expect(
        len(batches) == count,
        _sized(len(batches), sum(len(parts[0]) for parts in batches)),
        _sized(count, n),
        _("What happens to the examples left over after the last full batch?"),
    )
    return batches


def _sized(count: int, n: int) -> str:
    message = n_(
        "{count} minibatch with {n} examples in all",
        "{count} minibatches with {n} examples in all",
        count,
    )
    return message.format(count=count, n=n)


def _listed(shapes: Sequence[tuple[int | str, ...]]) -> str:
    return ", ".join(str(shape).replace("'", "") for shape in shapes[:4])


def expect_sizes(batches: list[list[Tensor]], n: int, batch_size: int) -> None:
    """All minibatches are full but the last, which holds what is left over."""
    sizes = [len(parts[0]) for parts in batches]
    wanted = [batch_size] * (n // batch_size) + [n % batch_size] * bool(n % batch_size)
    expect(
        sizes == wanted,
        _("batch sizes {sizes}").format(sizes=sizes[:12]),
        str(wanted),
        _("What happens to the examples left over after the last full batch?"),
    )


def expect_each_once(order: Tensor, n: int) -> None:
    expect(
        torch.equal(order.sort().values, torch.arange(n, dtype=torch.float64)),
        _("{distinct} different examples among {total} yielded").format(
            distinct=len(set(order.tolist())), total=len(order)
        ),
        _("each of the {n} examples exactly once").format(n=n),
        _("Count how often each row comes in one pass."),
    )


def expect_paired(batches: list[list[Tensor]], arrays: Sequence[Tensor]) -> None:
    """Every array's rows are those that the second array, made by `numbered`, tells."""
    for parts in batches:
        rows = row_numbers(parts[1])
        known = bool(((rows >= 0) & (rows < len(arrays[0])) & (rows == rows.round())).all())
        expect(
            known
            and all(torch.equal(p, a[rows.long()]) for p, a in zip(parts, arrays, strict=True)),
            _("examples whose features and labels come from different rows"),
            _("each row of features next to its own label"),
            _("Do all tensors use the same indices in the same order?"),
        )


def expect_random_order(order: Tensor, n: int, hint: str) -> None:
    """ORDER_ROWS or a few more rows, in batches of ORDER_BATCH, came in what may be a random
    permutation.
    """
    expect_each_once(order, n)
    wanted = _("a random order of all examples")
    kept = neighbours_kept(order)
    expect(
        is_within(kept, MOST_NEIGHBOURS_KEPT),
        _("{kept} of {n} neighbouring rows still beside each other").format(
            kept=kept, n=len(order) - 1
        ),
        wanted,
        hint,
    )
    expect(
        whole_blocks(order, ORDER_BATCH) == 0,
        _("minibatches that hold the rows of one block of the data, shuffled within"),
        wanted,
        hint,
    )
    early = early_rows_in_first_half(order)
    expect(
        is_within(abs(early - len(order) / 4), LARGEST_LEAN),
        _("{early} of the first {half} rows in the first half of the pass").format(
            early=early, half=len(order) // 2
        ),
        wanted,
        hint,
    )


def expect_ends_move(orders: Sequence[Tensor], hint: str) -> None:
    """Neither the first row is the first one in each of ENDS_PASSES passes, nor the last the last,
    nor do the rows that take each other's places always make one circle.

    They are over ENDS_ROWS rows one by one, as a right function may leave the rows of a minibatch
    in their order: each of the three has a chance of 1 / 12¹⁰ = 2e-11. Circles are what a shuffle
    makes that exchanges each row with one before it and never with itself.
    """
    for came, stays in (
        (_("the first row first in each of {n} passes"), all(o[0] == o.min() for o in orders)),
        (_("the last row last in each of {n} passes"), all(o[-1] == o.max() for o in orders)),
        (_("all rows moved along one circle in each of {n} passes"), all(map(is_circle, orders))),
    ):
        expect(not stays, came.format(n=len(orders)), _("a random order of all examples"), hint)


def expect_other_rest(first: Tensor, second: Tensor, hint: str) -> None:
    """The last, short minibatches of two passes over UNEVEN_ROWS rows hold different rows.

    The chance that those of a right function do not is 1/C(209, 9) = 6e-16.
    """
    rest = UNEVEN_ROWS % ORDER_BATCH
    expect(
        set(first[-rest:].tolist()) != set(second[-rest:].tolist()),
        _("the same {rest} rows in the last minibatch of two passes").format(rest=rest),
        _("rows left over by chance"),
        hint,
    )


def expect_new_order(first: Tensor, second: Tensor, hint: str) -> None:
    same = int((first == second).sum())
    expect(
        is_within(same, MOST_PLACES_KEPT),
        _("{same} of {n} rows in the same place in two passes").format(same=same, n=len(first)),
        _("a new random order at each pass"),
        hint,
    )
    kept = neighbours_kept(first.argsort()[second.long()])
    expect(
        is_within(kept, MOST_NEIGHBOURS_KEPT),
        _("{kept} of {n} neighbouring rows of one pass beside each other in the next").format(
            kept=kept, n=len(first) - 1
        ),
        _("a new random order at each pass"),
        hint,
    )
