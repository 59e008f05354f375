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

# A step is three operations, or four with the learning rate as a float32 tensor, on numbers that
# are not larger than the value and the step together: off by 5·2⁻²⁴ = 3e-7 of them at most.
_STEP_TOLERANCE = 1e-6


@dataclass(frozen=True)
class _Stepped:
    """A parameter as it was given, what became of it, and the value it should have."""

    name: str
    before: Tensor
    after: Aftermath
    expected: Tensor
    scale: float  # of value and step, also where their difference is near 0

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

    def expect_stepped(self, hint: str) -> None:
        self.expect_moved()
        expect_close(
            self.after.value,
            self.expected,
            tolerance=_STEP_TOLERANCE,
            scale=self.scale,
            what=self.name,
            hint=hint,
        )


@dataclass(frozen=True)
class _Sizes:
    """How large what a step depends on is drawn."""

    lr: tuple[float, float] = (0.05, 0.5)
    batch: tuple[int, int] = (3, 9)
    grad: float = 5.0


def _step(
    student: Any,
    draw: Draw,
    *shapes: tuple[int, ...],
    wrap: Callable[[list[Given]], Any] = list,
    sizes: _Sizes = _Sizes(),
    times: int = 1,
) -> tuple[Call, list[_Stepped]]:
    """A call with the parameters in what `wrap` makes of a list, and what it did to each.

    More `times` than once: calls with new gradients for the same parameters, one after the other.
    """
    lr, batch_size = draw.number(*sizes.lr), draw.size(*sizes.batch)
    values = [draw.normal(*shape) for shape in shapes]
    grads = [[draw.normal(*shape, scale=sizes.grad) for shape in shapes] for _time in range(times)]
    params = [leaf(value, grad) for value, grad in zip(values, grads[0], strict=True)]
    more = [given.again(list(zip(params, each, strict=True))) for each in grads[1:]]
    call = student.sgd.call(wrap(params), lr, batch_size, steps=more)
    name = _("parameter {number} after the step")
    if times > 1:
        name = _("parameter {number} after a second step on the same parameters")
    stepped = []
    for number, (param, value, *own) in enumerate(zip(params, values, *grads, strict=True)):
        steps = lr * torch.stack(own).double() / batch_size
        scale = float((value.double().abs() + steps.abs().sum(0)).max())
        expected = value.double() - steps.sum(0)
        after = call.after(param)
        stepped.append(_Stepped(name.format(number=number), value, after, expected, scale))
    return call, stepped


# The last two are large gradients with a small learning rate, and one example with a large one:
# whatever a training loop may hand over, a step is not cut off.
_CASES = (
    *((shapes, _Sizes()) for shapes in _SHAPES),
    (_SHAPES[0], _Sizes(lr=(1e-6, 5e-6), grad=1e8)),
    (_SHAPES[0], _Sizes(lr=(1.5, 3.0), batch=(1, 1))),
)


@_check("sgd", mark("every parameter moves by lr · grad / batch_size, in place"), points=1)
def steps_in_place(student: Any, draw: Draw) -> None:
    hint = _("Which two numbers stand between the gradient and the step?")
    for shapes, sizes in _CASES:
        _call, params = _step(student, draw, *shapes, sizes=sizes)
        for param in params:
            param.expect_stepped(hint)
    _call, params = _step(student, draw, *_SHAPES[0], times=2)
    for param in params:
        param.expect_stepped(_("What does a step take over from the one before it?"))


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


def _check_gradients(
    student: Any, draw: Draw, n: int, d: int, dtype: torch.dtype, size: float = 1.0
) -> None:
    """With labels and parameters, and so gradients, of that size."""
    X = draw.normal(n, d, dtype=dtype)
    y, w, b = (draw.normal(*s, scale=size, dtype=dtype) for s in ((n, 1), (d, 1), (1,)))
    given_X = strided(X)
    call = student.linreg_gradients.call(given_X, y, w, b)
    grad_w, grad_b = expect_items(call.value, 2, hint=_("Return two gradients: for w and for b."))
    expected_w, expected_b = oracle.linear_regression_gradients(X, y, w, b)
    scale = 10.0 * size
    expect_close(grad_w, expected_w, dtype=dtype, scale=scale, what=_("the gradient for w"))
    expect_close(grad_b, expected_b, dtype=dtype, scale=scale, what=_("the gradient for b"))
    for name, value in (("X", given_X), ("y", y), ("w", w), ("b", b)):
        expect_unchanged(call, value, name)
    expect_torch_as_before(call)


@_check("linreg_gradients", mark("the gradients of the mean loss"), points=1)
def gradients_of_the_mean_loss(student: Any, draw: Draw) -> None:
    _check_gradients(student, draw, draw.size(6, 12), 3, torch.float32)
    _check_gradients(student, draw, draw.size(6, 12), 3, torch.float64)
    _check_gradients(student, draw, draw.size(6, 12), 3, torch.float32, size=1e6)


@_check("linreg_gradients", mark("one row, one feature, as many rows as features"), points=1)
def gradients_at_edge_sizes(student: Any, draw: Draw) -> None:
    for n, d in ((1, 3), (6, 1), (4, 4), (4, 4), (1, 1)):  # one twice: new values, new answer
        _check_gradients(student, draw, n, d, torch.float32)
