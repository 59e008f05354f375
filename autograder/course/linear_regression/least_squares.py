"""Checks of lesson 1: the weights and bias in closed form."""

from __future__ import annotations

import itertools
from typing import Any

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.judge.aftermath import expect_torch_as_before, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import (
    Wrong,
    expect,
    expect_close,
    expect_dtype,
    expect_finite,
    expect_items,
    expect_shape,
    is_within,
)
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

_exercise("least_squares")


def _solved(student: Any, X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    call = student.least_squares.call(X, y)
    w, b = expect_items(call.value, 2, hint=_("Return the weights and the bias: `return w, b`."))
    joined = isinstance(w, Tensor) and w.numel() == X.shape[1] + 1
    hint = _("Which entry of your solution is the bias?") if joined else ""
    expect_shape(w, (X.shape[1], 1), "w", hint)
    expect_shape(b, (1,), "b")
    for name, value in (("w", w), ("b", b)):
        expect_dtype(value, X.dtype, name)
        expect_finite(value, name, _("Is the matrix you invert invertible?"))
    expect_unchanged(call, X, "X")
    expect_unchanged(call, y, "y")
    expect_torch_as_before(call)
    return w, b


def _smallest_solution(X: Tensor, y: Tensor) -> Tensor:
    """The least-squares (w, b) (d + 1, 1) of smallest norm, in float64."""
    X, y = oracle.double(X, y)
    design = torch.column_stack([X, torch.ones(len(X))])
    inverse: Tensor = torch.linalg.pinv(design, rtol=1e-9)
    return inverse @ y


# Relative to the largest entry of the exact solution. Measured over 40,000 draws of these data
# (half with three features, half with one) for torch's inverse and solve of the normal equations,
# lstsq with each of its four drivers, pinv of the design and pinv of the normal matrix, each with
# the ones first, last, or the data centred: median below 3e-7, largest error 1.8e-6, growing by a
# factor of 1.3 at most from one power of ten to the next, hence below 1e-5 once in 10⁹. A missing
# or misplaced column of ones changes the solution by more than 0.1, a ridge term of 0.1 by 3e-3.
_SOLVER_TOLERANCE = 1e-4
_SOLVER_TOLERANCE_64 = 1e-10
# Features of different sizes: a method that takes what is small for nothing, or that creeps up on
# the solution, misses some. Over 10,000 draws the same methods were off by 1.1e-3 at most (pinv of
# the normal matrix; its inverse 4e-4): a few times 2⁻²⁴ and the square of the condition number.
_UNEVEN, _UNEVEN_TOLERANCE = torch.tensor([1.0, 5.0, 40.0]), 1e-2


@_check("least_squares", mark("the weights and bias that minimise the squared error"), points=1)
def solves_the_normal_equations(student: Any, draw: Draw) -> None:
    usual, uneven = torch.ones(3), _UNEVEN[draw.permutation(3)]
    for sizes, dtype, tolerance in (
        (usual, torch.float32, _SOLVER_TOLERANCE),
        (usual[:1], torch.float32, _SOLVER_TOLERANCE),
        (usual, torch.float64, _SOLVER_TOLERANCE_64),
        (uneven, torch.float32, _UNEVEN_TOLERANCE),
    ):
        n, d = draw.size(30, 40), len(sizes)
        X, noise = draw.normal(n, d, dtype=dtype) * sizes, draw.normal(n, 1, scale=0.5, dtype=dtype)
        y = X @ draw.normal(d, 1, scale=2, dtype=dtype) + draw.number(2, 5) + noise
        w, b = _solved(student, X, y)
        expected = _smallest_solution(X, y)
        scale = float(expected.abs().max())
        for name, value, exact in (("w", w, expected[:-1]), ("b", b, expected[-1])):
            expect_close(value, exact, dtype=dtype, tolerance=tolerance, scale=scale, what=name)


@_check("least_squares", mark("the bias is fitted, not assumed to be zero"), points=1)
def fits_the_bias(student: Any, draw: Draw) -> None:
    n = draw.size(30, 40)
    X, w_true, b_true = draw.normal(n, 2), draw.normal(2, 1), draw.number(5, 9)
    y = X @ w_true + b_true
    w, b = _solved(student, X, y)
    scale = 10.0
    hint = _("Which column of the design matrix belongs to the bias?")
    bias = torch.tensor([b_true], dtype=torch.float64)
    expect_close(b, bias, tolerance=_SOLVER_TOLERANCE, scale=scale, what="b", hint=hint)
    expect_close(w, w_true.double(), tolerance=_SOLVER_TOLERANCE, scale=scale, what="w", hint=hint)


# Dependent columns are made with care. Features are small whole numbers, so that XᵀX is exact and
# its zero eigenvalues zero up to rounding inside a solver. And every choice of as many columns (of
# X with ones beside it) as the rank is independent, in any order: up to torch 2.13 lstsq's default
# driver, gelsy, hands LAPACK an uninitialised list of pivots (pytorch issue 187411), and with
# copied columns it then overlooks part of the rank, depending on what was in memory. A right
# submission must not lose a point by that.
# Measured over 20,000 draws of each kind of data below: lstsq (gelsy, gelsd, gelss) and pinv of
# the design err by at most 2e-6, pinv of the normal matrix by 7e-6, and by 1.5e-5 with
# hermitian=True; ones first or last, or centred data, make no difference. The zero eigenvalues come
# out below 0.21 of the bound under which pinv takes them for zero. lstsq by gels, which takes full
# rank for granted, and solve come this close to the smallest solution by chance in 0.3 % and 0.08 %
# of the draws.
_DEFICIENT_TOLERANCE = 1e-3


def dependent_columns(draw: Draw) -> tuple[Tensor, Tensor]:
    """Labels that fit exactly, and X (n, 3) whose last column is a combination of all others and
    of 1, as a temperature in Fahrenheit is of one in Celsius.
    """
    n = draw.size(30, 40)
    base = draw.integers(-3, 3, n, 2).float()
    last = base @ (draw.integers(1, 2, 2, 1) * draw.signs(2, 1)) + draw.size(1, 3)
    y = base @ (draw.uniform(1, 3, 2, 1) * draw.signs(2, 1)) + draw.number(2, 5)
    return torch.column_stack([base, last]), y


def few_examples(draw: Draw, n: int) -> tuple[Tensor, Tensor]:
    """n examples of 5 features, any n columns of (X, 1) independent, and none nearly dependent.

    For n = 4 the means are exact too, for whoever centres the data first.
    """
    while True:
        X = draw.integers(1, 3, n, 5) * draw.signs(n, 5)
        design = torch.column_stack([X, torch.ones(n)]).double()
        choices = [design[:, list(c)] for c in itertools.combinations(range(6), n)]
        values = torch.linalg.svdvals(design)
        if values[0] < 8 * values[-1] and bool((torch.stack(choices).det().abs() > 0.5).all()):
            return X, draw.normal(n, 1, scale=3)


def _expect_smallest_solution(student: Any, X: Tensor, y: Tensor) -> None:
    w, b = _solved(student, X, y)
    joint = _smallest_solution(X, y)
    centred = torch.linalg.pinv((X - X.mean(0)).double(), rtol=1e-6) @ (y - y.mean()).double()
    candidates = (joint[:-1], centred)  # the smallest (w, b), or the smallest w with any b
    near = min(float((w - candidate).abs().max()) for candidate in candidates)
    residual = float((y.double() - oracle.affine(X, w, b)).abs().max())
    scale = float(joint.abs().max())
    size = float(X.abs().max()) * X.shape[1]
    expect(
        is_within(residual, _DEFICIENT_TOLERANCE * scale * size),
        _("predictions off by up to {residual:.3g}").format(residual=residual),
        _("a solution that fits as well as possible"),
        _(
            "What does the inverse of XᵀX mean when it has none? From which singular value on does"
            " your method count it as zero?"
        ),
    )
    if not is_within(near, _DEFICIENT_TOLERANCE * scale):
        norms = _("Your weights have norm {norm:.5g}, the smallest solution's {least:.5g}.")
        raise Wrong(
            _("a solution that fits, but is not the smallest"),
            _("of all best solutions the one of smallest norm"),
            _("Which of all the solutions does your method choose, and does it say so?"),
            norms.format(norm=float(w.norm()), least=float(candidates[0].norm())),
        )


@_check("least_squares", mark("dependent columns: the smallest solution, no crash"), points=1)
def copes_with_dependent_columns(student: Any, draw: Draw) -> None:
    for _repetition in range(3):  # by the chance above, 3e-8 for all three
        _expect_smallest_solution(student, *dependent_columns(draw))


@_check("least_squares", mark("fewer examples than unknowns: the smallest solution"), points=1)
def copes_with_few_examples(student: Any, draw: Draw) -> None:
    for n in (4, 4, 1):
        _expect_smallest_solution(student, *few_examples(draw, n))
