"""Checks of lesson 1: the training loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.course.forbidden import LOSSES, NETWORKS, OPTIMIZERS
from autograder.course.linear_regression.known_rows import (
    EIGHT_LABELS,
    IN_ORDER,
    ORDER_LABELS,
    Division,
    end_in_order,
    ends_by_division,
    one_row,
    residual_left,
)
from autograder.course.linear_training import (
    expect_found,
    expect_losses,
    expect_no_graphs,
    losses_along,
    noisy_line,
)
from autograder.course.statistics import is_standard_normal
from autograder.judge import given
from autograder.judge.aftermath import expect_torch_as_before, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import (
    expect,
    expect_close,
    expect_dtype,
    expect_finite,
    expect_items,
    expect_shape,
    is_within,
)
from autograder.judge.student import Call
from autograder.messages import _, mark, n_

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

_exercise(
    "train_linreg",
    uses=("data_iter", "linreg", "squared_loss", "sgd", "linreg_gradients"),
    forbidden=(*NETWORKS, *OPTIMIZERS, *LOSSES),
)


def _trained(student: Any, X: Tensor, y: Tensor, *settings: Any) -> tuple[Tensor, Tensor, Any]:
    return _results(student.train_linreg.call(X, y, *settings), X, y)


def _results(call: Call, X: Tensor, y: Tensor) -> tuple[Tensor, Tensor, Any]:
    hint = _("Return the weights, the bias and the losses.")
    w, b, losses = expect_items(call.value, 3, hint=hint)
    expect_shape(w, (X.shape[1], 1), "w")
    expect_shape(b, (1,), "b")
    for name, value in (("w", w), ("b", b)):
        expect_dtype(value, X.dtype, name)
        expect_finite(value, name, _("Do the losses grow from epoch to epoch?"))
    expect_unchanged(call, X, "features")
    expect_unchanged(call, y, "labels")
    return w, b, losses


# The start is drawn by the student: w from N(0, 0.01²), b = 0. A draw beyond 7 standard deviations
# has probability 3e-12, one of the six that a check meets 2e-11. With labels in the ten thousands
# the start moves a path that contracts by at most 0.07·√3 = 0.12, rounding adds 0.02; the weakest
# mistake (a step of twice the size) moves it by more than 200.
_START = 0.2


def _expect_path(w: Tensor, b: Tensor, path: list[tuple[Tensor, Tensor]], hint: str) -> None:
    end_w, end_b = path[-1]
    off = max(float((w.double() - end_w).abs().max()), float((b.double() - end_b).abs().max()))
    way = max(float(end_w.abs().max()), float(end_b.abs().max()))
    steps = len(path) - 1
    expect(
        is_within(off, _START),
        _("parameters off by {percent:.3g} % of the way").format(percent=100 * off / way),
        n_(
            "the result of {n} minibatch step from w ≈ 0, b = 0",
            "the result of {n} minibatch steps from w ≈ 0, b = 0",
            steps,
        ).format(n=steps),
        hint,
    )


def _steep(draw: Draw, n: int, d: int) -> tuple[Tensor, Tensor]:
    X = draw.normal(n, d)
    w, b = draw.uniform(5e3, 15e3, d, 1), draw.uniform(5e3, 15e3, 1)
    return X, X @ (w * draw.signs(d, 1)) + b * draw.signs(1)


@_check(
    "train_linreg", mark("starts from small weights and a bias of 0"), points=1, statistical=True
)
def starts_small(student: Any, draw: Draw) -> None:
    X, y = draw.normal(6, 2000), draw.normal(6, 1)
    w, b, _losses = _trained(student, X, y, 1e-9, 1, 2)  # moves by less than 1e-7
    if float(w.abs().max()) > 1e-6:  # zeros are the other right start
        expect(
            is_standard_normal(w.flatten().double() / 0.01),
            _("weights with standard deviation {std:.3g} after steps of next to no length").format(
                std=float(w.std())
            ),
            _("weights drawn from N(0, 0.01²), which a learning rate of 1e-9 hardly moves"),
        )
    expect(
        float(b.abs()) <= 1e-4,
        _("a bias of {size:.3g} after steps of next to no length").format(size=float(b.abs())),
        _("a bias that starts at 0, and that a learning rate of 1e-9 hardly moves"),
    )


@_check("train_linreg", mark("follows gradient descent step by step"), points=1)
def follows_gradient_descent(student: Any, draw: Draw) -> None:
    hint = _("In which single place do you average, and what is in .grad when you step?")
    X, y = _steep(draw, 10, 3)
    for num_epochs in (1, 3):  # one batch of all examples: the order does not matter
        call = student.train_linreg.call(X, y, 0.1, num_epochs, len(X))
        w, b, _losses = _results(call, X, y)
        path = oracle.linear_regression_descent([(X, y)] * num_epochs, *_zeros(3), 0.1)
        _expect_path(w, b, path, hint)
        expect_torch_as_before(call)
    # Features of 0 hide the start: b is off by rounding alone, of a few dozen operations or of 8 in
    # each of 24 steps. These do not settle: each overshoots, and lands 5 % farther off, so that it
    # is still seen when the steps become smaller, or end, after many epochs. Small labels show who
    # takes small losses for none.
    for num_epochs, lr, size, tolerance in (
        (2, 0.3, 1.0, 1e-5),
        (24, 2.05, 1.0, 1e-4),
        (6, 0.3, 1e-4, 1e-5),
    ):
        X, y = torch.zeros(8, 2), size * (3 + draw.normal(8, 1))
        _w, b, _losses = _trained(student, X, y, lr, num_epochs, len(X))
        path = oracle.linear_regression_descent([(X, y)] * num_epochs, *_zeros(2), lr)
        what = n_("b after {n} epoch", "b after {n} epochs", num_epochs).format(n=num_epochs)
        expect_close(b, path[-1][1], tolerance=tolerance, what=what, hint=hint)


def _zeros(d: int) -> tuple[Tensor, Tensor]:
    return torch.zeros(d, 1), torch.zeros(1)


# A residual known to 2e-4 is raised to the sixth power: 1.2e-3. One step more or less, also a short
# one, changes what is left by 20 % (and by 4 % in a loop that divides by the batch size twice).
_LEFT_TOLERANCE = 5e-3


@_check("train_linreg", mark("one step per minibatch, the last short one too"), points=1)
def steps_once_per_minibatch(student: Any, draw: Draw) -> None:
    # The size of a step is another check's question: it is taken from a call with one minibatch.
    row, label, rate = one_row(draw)
    batch_size, lr, num_epochs = 4, 0.2 * rate, 2

    def left_of(n: int, num_epochs: int) -> float:
        X, y = row.expand(n, 2).clone(), torch.full((n, 1), label)
        w, b, _losses = _trained(student, X, y, lr, num_epochs, batch_size)
        return residual_left(w, b, row, label)

    full = left_of(batch_size, 1)
    expect(
        abs(1 - full) > 0.02,
        _("parameters that a step on one minibatch hardly moves"),
        _("a step that moves them"),
        _("What is in .grad when you step?"),
    )
    short = (1 + full) / 2  # half a batch, divided by batch_size; or by its own size: both are used
    for n, last in ((12, [full]), (10, [short, full])):
        left = left_of(n, num_epochs)
        wanted = [(full**2 * each) ** num_epochs for each in last]
        offs = [abs(left - each) / max(abs(each), 1e-3) for each in wanted]
        expect(
            is_within(min(offs), _LEFT_TOLERANCE),
            _("{n} rows in minibatches of {batch_size}: not moved as by one step for each").format(
                n=n, batch_size=batch_size
            ),
            _("{count} steps in {num_epochs} epochs").format(
                count=num_epochs * -(-n // batch_size), num_epochs=num_epochs
            ),
            _("How many minibatches make an epoch, and how many steps do you take?"),
        )


@_check("train_linreg", mark("every example is used once in an epoch"), points=1)
def uses_every_example_once(student: Any, draw: Draw) -> None:
    # Row i has feature i alone, so that weight i tells how often, and with which label, it was
    # used: by lr·y/batch_size each time, less what the weights and the bias explain already, which
    # with this lr is under 0.3 %. The labels are 25 % and more apart, the start is 0.2 % of a step.
    # How large a step is cancels out.
    lr, batch_size, sizes = 1e-4, 2, torch.tensor([1.0, 1.3, 1.7, 2.2, 2.9, 3.7])
    X, y = torch.eye(6), (1e6 * draw.signs(6) * sizes)[draw.permutation(6), None]
    for num_epochs in (1, 2):
        w, _b, _losses = _trained(student, X, y, lr, num_epochs, batch_size)
        uses = w.double() / (lr * y.double() / batch_size)
        middle = float(uses.median())
        wanted = _("every example, with its own label, to be used once an epoch")
        hint = _("Is an epoch one full pass of data_iter?")
        expect(
            abs(middle) > 0.02, _("weights of unused examples in half of the rows"), wanted, hint
        )
        came = _(
            "weights moved as if some examples were used {least} to {most} times as often as others"
        )
        expect(
            is_within(float((uses / middle - 1).abs().max()), 0.06),
            came.format(
                least=round(float((uses / middle).min()), 2),
                most=round(float((uses / middle).max()), 2),
            ),
            wanted,
            hint,
        )


# Four examples make two minibatches in 6 ways, and in 3 if their order is left out. For a loop that
# shuffles, the chance that two epochs have the same minibatches in every call is 3⁻²¹ = 9.6e-11,
# that all first epochs are the same, 6⁻²⁰ = 2.7e-16.
_ORDER_CALLS = 21


@_check("train_linreg", mark("a new random order in every epoch"), points=1, statistical=True)
def shuffles_every_epoch(student: Any, draw: Draw) -> None:
    seen, follows_the_data = _orders(student)
    for are_alike, came in (
        (
            all(epoch in (IN_ORDER, ()) for epochs in seen for epoch in epochs)
            and follows_the_data,
            _("{n} calls that go through the examples in the order of the data"),
        ),
        (
            all(first == seen[0][0] for first, _second in seen),
            _("{n} calls that begin with four examples in the same order"),
        ),
        (
            all(first == second for first, second in seen),
            _("two epochs in the same order, in each of {n} calls"),
        ),
        (
            all({*first} == {*second} for first, second in seen),
            _("two epochs with the same minibatches, in each of {n} calls"),
        ),
    ):
        expect(
            not are_alike,
            came.format(n=len(seen)),
            _("a new random order in every epoch of every call"),
            _("In which line are the examples shuffled, and how often is it run?"),
        )


def _orders(student: Any) -> tuple[list[tuple[Division, Division]], bool]:
    """How two epochs divided four examples, in each of many calls; and whether an epoch with eight
    went through them as they come.
    """

    def end_of(labels: Sequence[float], num_epochs: int, lr: float) -> float:
        X, y = torch.ones(len(labels), 1), torch.tensor(labels)[:, None]
        w, b, _losses = _trained(student, X, y, lr, num_epochs, 2)
        return float(w) + float(b)

    # How far a step goes is another check's question: half of the way is made of it. Then no two of
    # the 42 ends lie nearer than 156; the start moves them by 0.001, and through the share, which
    # is measured on one minibatch, by less than 1.
    lr = 0.25 * min(4.0, 0.5 / max(abs(end_of([1e4] * 2, 1, 0.25)) / 1e4, 0.125))
    share = end_of([1e4] * 2, 1, lr) / 1e4
    follows_the_data = is_within(abs(end_of(EIGHT_LABELS, 1, lr) - end_in_order(share)), 100)
    ends, seen = ends_by_division(share), []
    for _call in range(_ORDER_CALLS):
        end = end_of(ORDER_LABELS, 2, lr)
        seen.append(min(ends, key=lambda divisions: abs(ends[divisions] - end)))
    return seen, follows_the_data


@_check("train_linreg", mark("one mean loss per epoch"), points=1)
def reports_mean_losses(student: Any, draw: Draw) -> None:
    # Hardly any step, and minibatches of 8 and 1 examples whose losses differ by a factor of 9. The
    # unknown start changes a residual of 500 by less than 1: under 1 % of the loss.
    X = draw.normal(9, 2)
    y = torch.tensor([500.0] * 5 + [1500.0] * 4)[draw.permutation(9), None]
    _w, _b, losses = _trained(student, X, y, 1e-9, 2, 8)
    expect_losses(losses, [(y.double() ** 2 / 2).mean().repeat(2)], 0.01)
    # Features of 0 hide the start but for the bias, which hardly moves: losses are exact, and so
    # small that nothing hides in them. They no longer fall: that is no reason to stop.
    X, y = torch.zeros(9, 2), draw.normal(9, 1, scale=3e-4)
    call = student.train_linreg.call(X, y, 1e-9, 6, 8, steps=[given.graphs(2)])
    _w, b, losses = _results(call, X, y)
    expect_losses(losses, [((b - y).double() ** 2 / 2).mean().repeat(6)], 1e-4)
    expect_no_graphs(call)
    # Large steps on equal rows: 3 minibatches an epoch, each of which halves the loss, or steps too
    # far, so that it grows. What the loop itself made of w and b tells which losses it met. They
    # are known to 1e-3, see `one_row`; the loss before the epoch is 1.7 times the largest of the
    # right ones. If it does not grow by 1.1⁶ in an epoch, the steps are wrong: others' question.
    row, label, rate = one_row(draw)
    X, y = row.expand(12, 2).clone(), torch.full((12, 1), label)
    for length in (0.3, 2.1):
        ends = [label**2 / 2]
        for num_epochs in (1, 2):
            w, b, losses = _trained(student, X, y, length * rate, num_epochs, 4)
            ends.append((residual_left(w, b, row, label) * label) ** 2 / 2)
            if length > 1 and not is_within(abs(ends[-1] / ends[-2] - 1.1**6), 0.05):
                break
            expect_losses(losses, losses_along(ends, 3), 0.01)


# Largest parameter error of a right loop in this setting: median 0.0008, maximum 0.0034 over two
# million seeds. It has two parts: what noise adds is normal with a deviation of 0.00044 at most,
# what the start leaves is above 0.006 once in 5·10⁹ and above 0.007 once in 10¹¹ (importance
# sampling, benchmarks/convergence.py). The nearest mistake (one epoch only) is off by 0.15.
_CONVERGED = 0.01


@_check(
    "train_linreg",
    mark("finds the true w and b"),
    points=1,
    seconds=60,
    statistical=True,
)
def finds_the_true_parameters(student: Any, draw: Draw) -> None:
    X, y, w_true, b_true = noisy_line(draw)
    w, b, _losses = _trained(student, X, y, 0.03, 3, 10)
    expect_found(w, b, w_true, b_true, _CONVERGED)
