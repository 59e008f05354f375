"""Checks of lesson 1: the training loop."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.course.linear_training import expect_found, expect_losses, noisy_line
from autograder.judge.aftermath import expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import expect, expect_dtype, expect_finite, expect_items, expect_shape
from autograder.messages import _, mark, n_

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

_exercise("train_linreg", uses=("data_iter", "linreg", "squared_loss", "sgd"))


def _trained(student: Any, X: Tensor, y: Tensor, *settings: Any) -> tuple[Tensor, Tensor, Any]:
    call = student.train_linreg.call(X, y, *settings)
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
# has probability 3e-12.
_LARGEST_START = 0.07
# With labels in the thousands the start moves a path that contracts by at most 0.07·√3 = 0.12,
# rounding adds 0.002; the weakest mistake (a step of twice the size) moves it by more than 20.
_START = 0.2


def _expect_path(w: Tensor, b: Tensor, path: list[tuple[Tensor, Tensor]], hint: str) -> None:
    end_w, end_b = path[-1]
    off = max(float((w.double() - end_w).abs().max()), float((b.double() - end_b).abs().max()))
    way = max(float(end_w.abs().max()), float(end_b.abs().max()))
    steps = len(path) - 1
    expect(
        off <= _START,
        _("parameters off by {off:.3g} ({percent:.3g} % of the way)").format(
            off=off, percent=100 * off / way
        ),
        n_(
            "the result of {n} minibatch step from w ≈ 0, b = 0",
            "the result of {n} minibatch steps from w ≈ 0, b = 0",
            steps,
        ).format(n=steps),
        hint,
    )


def _steep(draw: Draw, n: int, d: int) -> tuple[Tensor, Tensor]:
    X = draw.normal(n, d)
    w = draw.uniform(500, 1500, d, 1) * draw.signs(d, 1)
    return X, X @ w + draw.number(500, 1500)


@_check(
    "train_linreg", mark("starts from small weights and a bias of 0"), points=1, statistical=True
)
def starts_small(student: Any, draw: Draw) -> None:
    X, y = _steep(draw, 6, 3)
    w, b, _losses = _trained(student, X, y, 1e-9, 1, 2)  # moves by less than 1e-4
    expect(
        float(w.abs().max()) <= _LARGEST_START,
        _("weights of up to {size:.3g} before the first step").format(size=float(w.abs().max())),
        _("weights drawn from N(0, 0.01²)"),
    )
    expect(
        float(b.abs()) <= 1e-4,
        _("a bias of {size:.3g} before the first step").format(size=float(b.abs())),
        _("a bias of 0"),
    )


@_check("train_linreg", mark("follows gradient descent step by step"), points=1)
def follows_gradient_descent(student: Any, draw: Draw) -> None:
    hint = _("In which single place do you average, and what is in .grad when you step?")
    X, y = _steep(draw, 10, 3)
    for num_epochs in (1, 3):  # one batch of all examples: the order does not matter
        w, b, _losses = _trained(student, X, y, 0.1, num_epochs, len(X))
        path = oracle.linear_regression_descent([(X, y)] * num_epochs, *_zeros(3), 0.1)
        _expect_path(w, b, path, hint)


def _zeros(d: int) -> tuple[Tensor, Tensor]:
    return torch.zeros(d, 1), torch.zeros(1)


@_check("train_linreg", mark("one step per minibatch, the last short one too"), points=1)
def steps_once_per_minibatch(student: Any, draw: Draw) -> None:
    hint = _("How many minibatches make an epoch, and how many steps do you take?")
    for n, batch_size in ((12, 4), (10, 4)):  # equal rows: the order does not matter
        row, label = _steep(draw, 1, 2)
        X, y = row.expand(n, 2).clone(), label.expand(n, 1).clone()
        w, b, _losses = _trained(student, X, y, 0.05, 2, batch_size)
        batches = [(X[i : i + batch_size], y[i : i + batch_size]) for i in range(0, n, batch_size)]
        paths = [  # a short batch is divided by its own size or by batch_size: both are in use
            oracle.linear_regression_descent(batches * 2, *_zeros(2), 0.05, divisor=divisor)
            for divisor in (None, batch_size)
        ]
        off = [float((w.double() - path[-1][0]).abs().max()) for path in paths]
        _expect_path(w, b, paths[off.index(min(off))], hint)


@_check("train_linreg", mark("every example is used once in an epoch"), points=1)
def uses_every_example_once(student: Any, draw: Draw) -> None:
    # Row i has feature i alone, so that weight i tells how often, and with which label, it was
    # used: by lr·y/batch_size each time, less what the weights and the bias explain already, which
    # with this lr is under 3 %. The labels are 25 % and more apart, the start is 0.2 % of a step.
    lr, batch_size, sizes = 1e-3, 2, torch.tensor([1.0, 1.3, 1.7, 2.2, 2.9, 3.7])
    X, y = torch.eye(6), (1e5 * draw.signs(6) * sizes)[draw.permutation(6), None]
    for num_epochs in (1, 2):
        w, _b, _losses = _trained(student, X, y, lr, num_epochs, batch_size)
        uses = w.double() / (num_epochs * lr * y.double() / batch_size)
        came = _("weights moved as if examples were used from {least} to {most} times an epoch")
        expect(
            bool(((uses - 1).abs() <= 0.06).all()),
            came.format(least=round(float(uses.min()), 2), most=round(float(uses.max()), 2)),
            _("every example, with its own label, to be used once an epoch"),
            _("Is an epoch one full pass of data_iter?"),
        )


@_check("train_linreg", mark("one mean loss per epoch"), points=1)
def reports_mean_losses(student: Any, draw: Draw) -> None:
    # The unknown start changes a residual of about 1000 by at most 0.7: under 1 % of the loss.
    X, y = _steep(draw, 10, 3)
    _w, _b, losses = _trained(student, X, y, 0.1, 3, len(X))
    path = oracle.linear_regression_descent([(X, y)] * 3, *_zeros(3), 0.1)
    truth = torch.stack([((oracle.affine(X, w, b) - y.double()) ** 2 / 2).mean() for w, b in path])
    expect_losses(losses, [truth[:-1], truth[1:]], 0.01)  # while training, or after the epoch
    # Hardly any step, and minibatches of 8 and 1 examples whose losses differ by a factor of 9.
    X = draw.normal(9, 2)
    y = torch.tensor([500.0] * 5 + [1500.0] * 4)[draw.permutation(9), None]
    _w, _b, losses = _trained(student, X, y, 1e-9, 2, 8)
    expect_losses(losses, [(y.double() ** 2 / 2).mean().repeat(2)], 0.01)


# Largest parameter error of a right loop in this setting: median 0.0008, maximum 0.0034 over two
# million seeds, 1e-9 quantile extrapolated to 0.005; the nearest mistake (one epoch only) 0.15.
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
