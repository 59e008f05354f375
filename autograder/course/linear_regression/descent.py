"""Checks of lesson 1: the step of gradient descent, and gradients found by hand."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.judge.aftermath import expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import Wrong, expect, expect_close, expect_items
from autograder.judge.given import leaf, strided
from autograder.judge.student import Aftermath
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

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
