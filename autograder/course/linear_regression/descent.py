"""Checks of lesson 1: the step of gradient descent, and gradients found by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.course.forbidden import AUTOGRAD, OPTIMIZERS
from autograder.judge import given
from autograder.judge.aftermath import expect_torch_as_before, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import expect, expect_close, expect_items
from autograder.judge.given import Given, leaf, strided
from autograder.judge.student import Aftermath, Call
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

# ---------------------------------------------------------------- sgd
_exercise("sgd", forbidden=OPTIMIZERS)


_SHAPES = (((3, 1), (1,)), ((2, 4),), ((1,), (3, 2), (2,)))  # of the parameters of three calls

_STEP_SCALE = 2.0  # values and steps are around 1, also where their difference is near 0


@dataclass(frozen=True)
class _Stepped:
    """A parameter as it was given, what became of it, and the value it should have."""

    name: str
    before: Tensor
    after: Aftermath
    expected: Tensor

    @property
    def is_moved(self) -> bool:
        value = self.after.value
        return isinstance(value, Tensor) and not torch.equal(value, self.before)

    def expect_moved(self) -> None:
        expect(
            self.is_moved,
            _("{what}: unchanged").format(what=self.name),
            _("the caller's tensor to be changed in place"),
            _("Does your line change the tensor, or give its name to a new one?"),
        )


def _step(
    student: Any,
    draw: Draw,
    *shapes: tuple[int, ...],
    wrap: Callable[[list[Given]], Any] = list,
) -> tuple[Call, list[_Stepped]]:
    """One call with the parameters in what `wrap` makes of a list, and what it did to each."""
    lr, batch_size = draw.number(0.05, 0.5), draw.size(3, 9)
    values = [draw.normal(*shape) for shape in shapes]
    grads = [draw.normal(*shape, scale=5) for shape in shapes]
    params = [leaf(value, grad) for value, grad in zip(values, grads, strict=True)]
    call = student.sgd.call(wrap(params), lr, batch_size)
    return call, [
        _Stepped(
            _("parameter {number} after the step").format(number=number),
            value,
            call.after(param),
            value.double() - lr * grad.double() / batch_size,
        )
        for number, (param, value, grad) in enumerate(zip(params, values, grads, strict=True))
    ]


@_check("sgd", mark("every parameter moves by lr · grad / batch_size, in place"), points=1)
def steps_in_place(student: Any, draw: Draw) -> None:
    for shapes in _SHAPES:
        _call, params = _step(student, draw, *shapes)
        for param in params:
            param.expect_moved()
            hint = _("Which two numbers stand between the gradient and the step?")
            expect_close(
                param.after.value, param.expected, scale=_STEP_SCALE, what=param.name, hint=hint
            )


@_check("sgd", mark("gradients are cleared after the step"), points=1)
def clears_gradients(student: Any, draw: Draw) -> None:
    add_up = _("What will the next backward() add its result to?")
    once = _("How often can an iterator, such as net.parameters() gives, be gone through?")
    lists: list[tuple[Any, str]] = [(list, add_up)] * len(_SHAPES)
    for shapes, (wrap, hint) in zip(
        (*_SHAPES, _SHAPES[-1]), [*lists, (given.iterator, once)], strict=True
    ):
        _call, params = _step(student, draw, *shapes, wrap=wrap)
        for param in params:
            param.expect_moved()
            grad = param.after.grad
            expect(
                grad is None or (isinstance(grad, Tensor) and not bool(grad.any())),
                _("{what}: its gradient is still there").format(what=param.name),
                _("every parameter's gradient zero or None"),
                hint,
            )


@_check("sgd", mark("parameters stay leaves that require grad"), points=1)
def parameters_stay_leaves(student: Any, draw: Draw) -> None:
    for shapes in _SHAPES:
        call, params = _step(student, draw, *shapes)
        for param in params:
            expect(
                param.after.is_leaf and param.after.requires_grad,
                _("{what}: no longer a leaf that requires grad").format(what=param.name),
                _("a parameter that the next backward() finds"),
                _("Should the update itself be differentiated?"),
            )
            param.expect_moved()  # who does nothing earns nothing
        expect_torch_as_before(call)


# ---------------------------------------------------------------- linreg_gradients
_exercise("linreg_gradients", uses=("linreg",), forbidden=AUTOGRAD)


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
    expect_torch_as_before(call)


@_check("linreg_gradients", mark("the gradients of the mean loss"), points=1)
def gradients_of_the_mean_loss(student: Any, draw: Draw) -> None:
    _check_gradients(student, draw, draw.size(6, 12), 3, torch.float32)
    _check_gradients(student, draw, draw.size(6, 12), 3, torch.float64)


@_check("linreg_gradients", mark("one row, one feature, as many rows as features"), points=1)
def gradients_at_edge_sizes(student: Any, draw: Draw) -> None:
    for n, d in ((1, 3), (6, 1), (4, 4), (4, 4), (1, 1)):  # one twice: new values, new answer
        _check_gradients(student, draw, n, d, torch.float32)
