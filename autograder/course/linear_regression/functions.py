"""Checks of lesson 1, second part: model, loss, step, gradients and closed form."""

from __future__ import annotations

import itertools
from typing import Any

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.course.linear_regression import data
from autograder.judge.draw import Draw
from autograder.judge.expect import (
    Wrong,
    expect,
    expect_close,
    expect_dtype,
    expect_finite,
    expect_gradient,
    expect_items,
    expect_shape,
    expect_unchanged,
)
from autograder.judge.given import leaf, strided
from autograder.judge.student import Aftermath
from autograder.messages import _, mark

REGISTER = data.REGISTER
_exercise, _check = REGISTER.exercise, REGISTER.check

# ---------------------------------------------------------------- linreg
_exercise("linreg")


@_check("linreg", mark("Xw + b, one prediction per row"), points=1)
def predicts_xw_plus_b(student: Any, draw: Draw) -> None:
    for n, d in ((draw.size(5, 9), 3), (1, 4), (6, 1), (4, 4)):
        X, w, b = draw.normal(n, d), draw.normal(d, 1), draw.normal(1)
        call = student.linreg.call(X, w, b)
        expect_close(call.value, oracle.affine(X, w, b), scale=float(d + 1))
        for name, value in (("X", X), ("w", w), ("b", b)):
            expect_unchanged(call, value, name)
    X, w, b = (draw.normal(*s, dtype=torch.float64) for s in ((6, 3), (3, 1), (1,)))
    value = student.linreg(strided(X), w, b)
    expect_close(value, oracle.affine(X, w, b), dtype=torch.float64, scale=4.0)


@_check("linreg", mark("gradients reach X, w and b"), points=1)
def prediction_is_differentiable(student: Any, draw: Draw) -> None:
    n, d = draw.size(5, 9), 3
    values = draw.normal(n, d), draw.normal(d, 1), draw.normal(1)
    X, w, b = map(leaf, values)
    V = draw.normal(n, 1)
    call = student.linreg.call(X, w, b, cotangent=V)
    expect_close(call.value, oracle.affine(*values), scale=float(d + 1))
    x64, w64, v64 = oracle.double(values[0], values[1], V)
    expect_gradient(call, X, v64 @ w64.T, what=_("the gradient for X"))
    expect_gradient(call, w, x64.T @ v64, what=_("the gradient for w"), scale=float(n))
    expect_gradient(call, b, v64.sum(0), what=_("the gradient for b"), scale=float(n))


# ---------------------------------------------------------------- squared_loss
_exercise("squared_loss")


def _expect_half_squares(value: Any, y_hat: Tensor, y: Tensor, hint: str = "") -> None:
    """(y_hat - y)²/2 for y_hat and y (n, 1).

    Rounding is measured against (|y_hat| + |y|)²/2: a right formula may be multiplied out.
    """
    a, e = oracle.double(y_hat, y)
    scale = float(((a.abs() + e.abs()) ** 2 / 2).max())
    expect_close(value, (a - e) ** 2 / 2, dtype=y_hat.dtype, scale=scale, hint=hint)


@_check("squared_loss", mark("(y_hat - y)²/2 for each example"), points=1)
def half_squared_difference(student: Any, draw: Draw) -> None:
    for n in (draw.size(5, 9), 1):
        y_hat, y = draw.normal(n, 1, scale=3), draw.normal(n, 1, scale=3)
        call = student.squared_loss.call(y_hat, y)
        hint = _("How many values should come back for a batch of {n}?").format(n=n)
        expect_shape(call.value, (n, 1), hint=hint)
        _expect_half_squares(call.value, y_hat, y)
        expect_unchanged(call, y_hat, "y_hat")
        expect_unchanged(call, y, "y")
    y_hat, y = (draw.normal(6, 1, dtype=torch.float64) for _ in range(2))
    _expect_half_squares(student.squared_loss(strided(y_hat), strided(y)), y_hat, y)


@_check("squared_loss", mark("labels of shape (n,) are matched row by row"), points=1)
def flat_labels_do_not_broadcast(student: Any, draw: Draw) -> None:
    hint = _("Print the shape of y_hat - y before you square it.")
    for n in (draw.size(5, 9), 1):
        y_hat, y = draw.normal(n, 1, scale=3), draw.normal(n, scale=3)
        call = student.squared_loss.call(y_hat, y)
        expect_shape(call.value, (n, 1), hint=hint)
        _expect_half_squares(call.value, y_hat, y[:, None], hint)
        expect_unchanged(call, y_hat, "y_hat")
        expect_unchanged(call, y, "y")


@_check("squared_loss", mark("its gradient is y_hat - y"), points=1)
def loss_is_differentiable(student: Any, draw: Draw) -> None:
    n = draw.size(5, 9)
    values, y, V = draw.normal(n, 1), draw.normal(n), draw.normal(n, 1)
    for labels in (y[:, None], y):
        y_hat = leaf(values)
        call = student.squared_loss.call(y_hat, labels, cotangent=V)
        expect_shape(call.value, (n, 1))
        a, e, v = oracle.double(values, y[:, None], V)
        expect_gradient(call, y_hat, v * (a - e), scale=10.0)


# ---------------------------------------------------------------- sgd
_exercise("sgd")


_SHAPES = (((3, 1), (1,)), ((2, 4),), ((1,), (3, 2), (2,)))  # of the parameters of three calls

_STEP_SCALE = 2.0  # values and steps are around 1, also where their difference is near 0


def _step(
    student: Any, draw: Draw, *shapes: tuple[int, ...]
) -> list[tuple[Any, Aftermath, Tensor]]:
    """One call: each parameter as it was given, what became of it, and the value it should have."""
    lr, batch_size = draw.number(0.05, 0.5), draw.size(3, 9)
    values = [draw.normal(*shape) for shape in shapes]
    grads = [draw.normal(*shape, scale=5) for shape in shapes]
    params = [leaf(value, grad) for value, grad in zip(values, grads, strict=True)]
    call = student.sgd.call(params, lr, batch_size)
    return [
        (param, call.after(param), value.double() - lr * grad.double() / batch_size)
        for param, value, grad in zip(params, values, grads, strict=True)
    ]


@_check("sgd", mark("every parameter moves by lr · grad / batch_size, in place"), points=1)
def steps_in_place(student: Any, draw: Draw) -> None:
    for shapes in _SHAPES:
        for number, (param, after, expected) in enumerate(_step(student, draw, *shapes)):
            what = _("parameter {number} after the step").format(number=number)
            if isinstance(after.value, Tensor) and torch.equal(after.value, param.fields["data"]):
                raise Wrong(
                    _("{what}: unchanged").format(what=what),
                    _("the caller's tensor to be changed in place"),
                    _("Does your line change the tensor, or give its name to a new one?"),
                )
            hint = _("Which two numbers stand between the gradient and the step?")
            expect_close(after.value, expected, scale=_STEP_SCALE, what=what, hint=hint)


@_check("sgd", mark("gradients are cleared after the step"), points=1)
def clears_gradients(student: Any, draw: Draw) -> None:
    for shapes in _SHAPES:
        for number, (_param, after, _expected) in enumerate(_step(student, draw, *shapes)):
            cleared = after.grad is None or (
                isinstance(after.grad, Tensor) and not bool(after.grad.any())
            )
            expect(
                cleared,
                _("parameter {number} still has its gradient").format(number=number),
                _("every parameter's gradient zero or None"),
                _("What will the next backward() add its result to?"),
            )


@_check("sgd", mark("parameters stay leaves that require grad"), points=1)
def parameters_stay_leaves(student: Any, draw: Draw) -> None:
    for shapes in _SHAPES:
        for number, (_param, after, expected) in enumerate(_step(student, draw, *shapes)):
            expect(
                after.is_leaf and after.requires_grad,
                _("parameter {number} no longer is a leaf that requires grad").format(
                    number=number
                ),
                _("a parameter that the next backward() finds"),
                _("Should the update itself be differentiated?"),
            )
            expect_close(after.value, expected, scale=_STEP_SCALE)  # who does nothing earns nothing


# ---------------------------------------------------------------- linreg_gradients
_exercise("linreg_gradients")


def _check_gradients(student: Any, draw: Draw, n: int, d: int, dtype: torch.dtype) -> None:
    X, y, w, b = (draw.normal(*s, dtype=dtype) for s in ((n, d), (n, 1), (d, 1), (1,)))
    given_X = strided(X)
    call = student.linreg_gradients.call(given_X, y, w, b)
    grad_w, grad_b = expect_items(call.value, 2, hint=_("Return two gradients: for w and for b."))
    expected_w, expected_b = oracle.linear_regression_gradients(X, y, w, b)
    expect_close(grad_w, expected_w, dtype=dtype, scale=10.0, what=_("the gradient for w"))
    expect_close(grad_b, expected_b, dtype=dtype, scale=10.0, what=_("the gradient for b"))
    for name, value in (("X", given_X), ("y", y), ("w", w), ("b", b)):
        expect_unchanged(call, value, name)


@_check("linreg_gradients", mark("the gradients of the mean loss"), points=1)
def gradients_of_the_mean_loss(student: Any, draw: Draw) -> None:
    _check_gradients(student, draw, draw.size(6, 12), 3, torch.float32)
    _check_gradients(student, draw, draw.size(6, 12), 3, torch.float64)


@_check("linreg_gradients", mark("one row, one feature, as many rows as features"), points=1)
def gradients_at_edge_sizes(student: Any, draw: Draw) -> None:
    for n, d in ((1, 3), (6, 1), (4, 4), (1, 1)):
        _check_gradients(student, draw, n, d, torch.float32)


# ---------------------------------------------------------------- least_squares
_exercise("least_squares")


def _solved(student: Any, X: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    call = student.least_squares.call(X, y)
    w, b = expect_items(call.value, 2, hint=_("Return the weights and the bias: `return w, b`."))
    expect_shape(w, (X.shape[1], 1), "w", _("Which entry of your solution is the bias?"))
    expect_shape(b, (1,), "b")
    for name, value in (("w", w), ("b", b)):
        expect_dtype(value, X.dtype, name)
        expect_finite(value, name, _("Is the matrix you invert invertible?"))
    expect_unchanged(call, X, "X")
    expect_unchanged(call, y, "y")
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


@_check("least_squares", mark("the weights and bias that minimise the squared error"), points=1)
def solves_the_normal_equations(student: Any, draw: Draw) -> None:
    for d, dtype in ((3, torch.float32), (1, torch.float32), (3, torch.float64)):
        n = draw.size(30, 40)
        X, noise = draw.normal(n, d, dtype=dtype), draw.normal(n, 1, scale=0.5, dtype=dtype)
        y = X @ draw.normal(d, 1, scale=2, dtype=dtype) + draw.number(2, 5) + noise
        w, b = _solved(student, X, y)
        expected = _smallest_solution(X, y)
        scale = float(expected.abs().max())
        tolerance = _SOLVER_TOLERANCE if dtype == torch.float32 else _SOLVER_TOLERANCE_64
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
        residual <= _DEFICIENT_TOLERANCE * scale * size,
        _("predictions off by up to {residual:.3g}").format(residual=residual),
        _("a solution that fits as well as possible"),
        _("What does the inverse of XᵀX mean when it has none?"),
    )
    if not near <= _DEFICIENT_TOLERANCE * scale:
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
    for n in (4, 1):
        _expect_smallest_solution(student, *few_examples(draw, n))
