"""Checks of lesson 1: making data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.course.statistics import are_uncorrelated, is_standard_normal
from autograder.judge import given
from autograder.judge.aftermath import expect_no_seed, expect_torch_as_before, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import (
    expect,
    expect_close,
    expect_dtype,
    expect_finite,
    expect_items,
    expect_shape,
    expect_tensor,
)
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

_exercise("synthetic_data", uses=("linreg",))


def _data(value: Any, n: int, d: int) -> tuple[Tensor, Tensor]:
    """Features (n, d) and labels (n, 1) that came back, finite float32."""
    X, y = expect_items(value, 2, hint=_("Return features and labels: `return X, y`."))
    X, y = expect_tensor(X, "X"), expect_tensor(y, "y")
    expect_shape(X, (n, d), "X")
    expect_shape(y, (n, 1), "y", _("Which shapes meet when the noise is added to Xw + b?"))
    for name, value in (("X", X), ("y", y)):
        expect_dtype(value, torch.float32, name)
        expect_finite(value, name)
    return X, y


@_check("synthetic_data", mark("X is (n, d), y is (n, 1), both float32"), points=1)
def shapes_and_types(student: Any, draw: Draw) -> None:
    for n, d in ((draw.size(5, 9), 3), (1, 2), (4, 1), (4, 4)):
        w = draw.normal(d)
        call = student.synthetic_data.call(w, draw.number(-3, 3), n, steps=[given.graphs()])
        _data(call.value, n, d)
        expect_unchanged(call, w, "w")
        expect_torch_as_before(call)
        expect(
            call.steps == [0],
            _("data that require gradients"),
            _("plain numbers"),
            _("What is differentiated in training: the data, or the parameters?"),
        )
    w, b = draw.normal(2), torch.tensor(draw.number(-3, 3))
    call = student.synthetic_data.call(w, b, 5)
    _data(call.value, 5, 2)
    expect_unchanged(call, w, "w")
    expect_unchanged(call, b, "b")


# The statistical checks below make 16 and 20 tests of the level `statistics.ALPHA`.
_ROWS = 20_000


def _many(student: Any, w: Tensor, *settings: float) -> list[tuple[Tensor, Tensor]]:
    """A small and a large data set; wrong shapes show in the small one first: (n, n) labels would
    fill 1.6 GB.
    """
    b, *noise_std = settings
    return [_data(student.synthetic_data(w, b, n, *noise_std), n, len(w)) for n in (10, _ROWS)]


def _spread(values: Tensor) -> str:
    """Where values lie, and in what shape: mean and deviation alone may be those of any other."""
    mean, std = values.mean(), values.std()
    far = ((values - mean).abs() > 2 * std).double().mean()
    return _(
        "mean {mean:.4f}, standard deviation {std:.4f}, {far:.1%} beyond two of these "
        "(of normal values: 4.6%)"
    ).format(mean=float(mean), std=float(std), far=float(far))


# For independent N(0, 1) draws √n times the mean is N(0, 1), and √2n times what the deviation is
# off by has a density below 0.41. Both are as small as this with chances below 8.2e-4: four samples
# or more, as a check has, all with 5e-13, or 8e-12 if the deviation may be one of two (divided by n
# or n - 1). Draws that were centred or standardised keep what rounding leaves: 1e-4 where labels
# around 10 carry noise of 0.01, far less elsewhere.
_EXACT = 1e-3


def _expect_not_standardised(samples: Sequence[Tensor], what: str, wanted: str) -> None:
    """Not all samples of N(0, 1) draws have a mean of 0, or a deviation of 1, but for rounding."""
    samples = [each.double() for each in samples]
    means = [abs(float(each.mean())) * len(each) ** 0.5 for each in samples]
    deviations = [
        min(abs(float(each.std(correction=k)) - 1) for k in (0, 1)) * (2 * len(each)) ** 0.5
        for each in samples
    ]
    for offs, came in (
        (means, _("{what} with a mean of exactly 0 in every call")),
        (deviations, _("{what} with a standard deviation of exactly 1 in every call")),
    ):
        hint = _("Does a draw know of the other ones?")
        expect(max(offs) > _EXACT, came.format(what=what), wanted, hint)


@_check("synthetic_data", mark("features are independent N(0, 1)"), points=1, statistical=True)
def features_are_standard_normal(student: Any, draw: Draw) -> None:
    d = 3
    small, X = (X for X, _y in _many(student, draw.normal(d), draw.number(-3, 3)))
    wanted = _("independent draws from N(0, 1)")
    for column in range(d):
        expect(
            is_standard_normal(X[:, column]),
            _("X: column {column} has {spread}").format(
                column=column, spread=_spread(X[:, column])
            ),
            wanted,
            _("Compare a histogram of one feature with the bell curve."),
        )
    expect(
        are_uncorrelated(X) and _rows_are_independent(X),
        _("X: entries depend on each other"),
        wanted,
        _("Is every entry of X a draw of its own?"),
    )
    _expect_not_cut_or_copied(X, wanted)
    _expect_not_standardised([*small.T, *X.T], _("X: columns"), wanted)


def _expect_not_cut_or_copied(X: Tensor, wanted: str) -> None:
    """Some entries are beyond 3, and nearly all are different."""
    # Of 60,000 draws none is beyond 3 with a chance of 3e-71. A tenth of 20,000 that have come
    # before takes 2000 pairs of equal float32 numbers; some ten or a hundred are likely.
    expect(
        float(X.abs().max()) > 3,
        _("X: no entry beyond 3 of {n}").format(n=X.numel()),
        wanted,
        _("Compare a histogram of one feature with the bell curve."),
    )
    expect(
        len(set(X[:, 0].tolist())) > 0.9 * len(X),
        _("X: the same numbers in many rows"),
        wanted,
        _("Is every entry of X a draw of its own?"),
    )


def _rows_are_independent(values: Tensor) -> bool:
    """Whether N(0, 1) values (n, ...) may differ from row to row as independent ones do: the sums
    of neighbours and of the two halves are N(0, 2).
    """
    half = len(values) // 2
    sums = (values[:half] + values[half:], values[0::2] + values[1::2])
    return all(is_standard_normal(each.flatten().double() / 2**0.5) for each in sums)


@_check(
    "synthetic_data", mark("labels are Xw + b plus N(0, noise_std²)"), points=1, statistical=True
)
def labels_follow_the_model(student: Any, draw: Draw) -> None:
    d = 2
    hint = _("Compute y - Xw - b yourself: what should its mean, its spread and its histogram be?")
    samples = []
    for noise in (draw.number(0.3, 0.7), None):
        w = draw.uniform(1, 4, d) * draw.signs(d)
        b = draw.size(128, 320) / 64  # exact in float32: its rounding would shift all the rows
        data = _many(student, w, b, *([noise] if noise else []))
        std = noise or 0.01
        residuals = [(y.double() - oracle.affine(X, w[:, None], b)).flatten() for X, y in data]
        samples += [each / std for each in residuals]
        X, residual = data[-1][0], residuals[-1]
        came = _("residuals y - Xw - b with {spread}").format(spread=_spread(residual))
        wanted = _("independent noise with mean 0 and standard deviation noise_std")
        expect(is_standard_normal(residual / std), came, wanted, hint)
        both = torch.column_stack([X.double(), residual / std])
        expect(are_uncorrelated(both), _("noise that depends on X"), wanted, hint)
        expect(
            _rows_are_independent(residual / std),
            _("rows that share their noise"),
            wanted,
            _("How many noise values do you draw for n rows?"),
        )
    _expect_not_standardised(samples, _("noise in units of noise_std"), wanted)
    _without_noise(student, draw, hint)


def _without_noise(student: Any, draw: Draw, hint: str) -> None:
    """With next to no noise (none at all is more than some generators take) y is Xw + b, also
    where b is a tensor.

    Noise beyond 1e-5 comes with a chance of 3e-22. |X||w| + |b| stays below 60; rounding takes
    γ₄ = 2.4e-7 of that, 1.5e-5.
    """
    w, b, n = draw.uniform(1, 4, 2), draw.uniform(2, 5), 20
    X, y = _data(student.synthetic_data(w, b, n, 1e-6), n, 2)
    expect_close(y, oracle.affine(X, w[:, None], b), tolerance=1e-4, scale=1.0, what="y", hint=hint)


# Rounding leaves 2e-5 at most between two noises that are the same. Others are as near as this
# with a chance of 3e-5, 26 of 50 of them with one of 6e-105.
_SAME_NOISE = 5e-5


@_check("synthetic_data", mark("every call draws anew, without reseeding"), points=1)
def draws_are_fresh(student: Any, draw: Draw) -> None:
    w, b, n = draw.normal(2), draw.number(-3, 3), 50
    first = student.synthetic_data.call(w, b, n, 1.0)
    one = _data(first.value, n, 2)
    other = _data(student.synthetic_data(w, b, n, 1.0), n, 2)
    for name, values, others in zip(("X", "y"), one, other, strict=True):
        _expect_fresh(values == others, name)
    noises = [y.double() - oracle.affine(X, w[:, None], b) for X, y in (one, other)]
    if float(noises[0].abs().max()) > _SAME_NOISE:  # otherwise there is none, which costs elsewhere
        _expect_fresh((noises[0] - noises[1]).abs() < _SAME_NOISE, _("the noise of y"))
    expect_no_seed(first)


def _expect_fresh(is_same: Tensor, name: str) -> None:
    """Of the rows (n, ...) at most half have a number that is the same in two calls."""
    expect(
        int(is_same.any(1).sum()) <= len(is_same) // 2,
        _("{name}: the same values in two calls").format(name=name),
        _("new random values at every call"),
        _("Do you set a seed inside the function?"),
    )
