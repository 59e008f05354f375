"""Checks of lesson 6: labels as vectors, log-softmax, the stable loss, its gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from autograder.course import oracle
from autograder.course.forbidden import AUTOGRAD, CROSS_ENTROPY, LOGADDEXP, ONE_HOT, SOFTMAX
from autograder.course.logits import expect_small, large_logits, lopsided_logits
from autograder.judge.aftermath import expect_gradient, expect_torch_as_before, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import expect_close, expect_shape
from autograder.judge.given import leaf, strided
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

# Values of size 1 to 10 after some ten float32 operations are right to 1e-6; the weakest mistake
# (a small number added inside a logarithm) is off by 1e-3.
_TOLERANCE = 1e-4

# Between 8192 and 16384 float32 numbers are 2⁻¹⁰ apart, so that a stable formula which rounds
# numbers near 1e4 twice, such as logits - logsumexp(logits), is off by at most 2⁻¹⁰ = 1e-3 (and so
# is a probability made from them). No better is asked for: the logits themselves are no finer.
# Whatever overflows, underflows or is clipped is off by more than 0.1.
_LARGE_TOLERANCE = 5e-3

_SHIFT_HINT = mark("Does every row, also one far below the rest, keep an exponent of zero?")
_ROW_HINT = mark("Feed one row alone, then the same row in a batch of two: should it change?")


def _expect_stable(
    function: Callable[[Tensor], Any], right: Callable[[Tensor], Tensor], draw: Draw
) -> None:
    for logits in large_logits(draw):
        value, expected = function(logits), right(logits)
        expect_close(value, expected, tolerance=_LARGE_TOLERANCE, scale=1.0, hint=_(_SHIFT_HINT))


# ---------------------------------------------------------------- one_hot
_exercise("one_hot", forbidden=ONE_HOT)


def _expect_one_hot(student: Any, y: Tensor, num_classes: int) -> None:
    call = student.one_hot.call(y, num_classes)
    hint = _("One row per label, one column per class: where is the 1?")
    expect_shape(call.value, (len(y), num_classes), hint=hint)
    expect_close(call.value, oracle.one_hot(y, num_classes), tolerance=1e-6, scale=1.0, hint=hint)
    expect_unchanged(call, y, "y")
    expect_torch_as_before(call)


@_check("one_hot", mark("a single 1 in each row, float32"), points=1)
def one_in_each_row(student: Any, draw: Draw) -> None:
    for n, q in ((draw.size(6, 9), 4), (9, 4), (9, 4), (1, 3), (3, 1)):
        _expect_one_hot(student, draw.labels(n, q), q)


@_check("one_hot", mark("a column for every class, whether it occurs or not"), points=1)
def absent_classes_have_columns(student: Any, draw: Draw) -> None:
    for n, q in ((draw.size(3, 6), 8), (1, 5)):
        _expect_one_hot(student, draw.integers(1, q - 3, n), q)
    y = draw.integers(0, 3, 6)
    value = student.one_hot(strided(y), 6)
    expect_close(value, oracle.one_hot(y, 6), tolerance=1e-6, scale=1.0)


# ---------------------------------------------------------------- log_softmax
_exercise("log_softmax", uses=("logsumexp",), forbidden=SOFTMAX)


@_check("log_softmax", mark("the logarithm of softmax in every row"), points=1)
def log_of_softmax(student: Any, draw: Draw) -> None:
    for n, q in ((draw.size(5, 9), 4), (4, 4), (4, 4), (1, 5), (3, 1)):
        logits = draw.normal(n, q, scale=2)
        call = student.log_softmax.call(logits)
        expect_shape(call.value, (n, q))
        expected = oracle.log_softmax(logits)
        expect_close(call.value, expected, tolerance=_TOLERANCE, scale=1.0, hint=_(_ROW_HINT))
        expect_unchanged(call, logits, "logits")
    logits = draw.normal(4, 3, scale=2, dtype=torch.float64)
    value = student.log_softmax(strided(logits))
    expect_close(value, oracle.log_softmax(logits), dtype=torch.float64, scale=1.0)


@_check("log_softmax", mark("finite and right for logits of ±10000 in any row"), points=1)
def log_softmax_is_stable(student: Any, draw: Draw) -> None:
    _expect_stable(student.log_softmax, oracle.log_softmax, draw)


@_check("log_softmax", mark("its gradient, for small and large logits"), points=1)
def log_softmax_is_differentiable(student: Any, draw: Draw) -> None:
    ordinary = [draw.normal(draw.size(5, 9), 4, scale=2), draw.normal(3, 3)]
    for data in (*ordinary, *large_logits(draw)):
        V, logits = draw.normal(*data.shape), leaf(data)
        call = student.log_softmax.call(logits, cotangent=V)
        expect_shape(call.value, tuple(data.shape))
        expected = V.double() - oracle.softmax(data) * V.double().sum(1, keepdim=True)
        expect_gradient(call, logits, expected, tolerance=_LARGE_TOLERANCE, scale=1.0)
    data, small = lopsided_logits(draw)
    logits = leaf(data)
    call = student.log_softmax.call(logits, cotangent=(~small).to(data))
    expect_small(call.gradient(logits), -oracle.softmax(data), small, _("the gradient"))


# ---------------------------------------------------------------- logsumexp
_exercise("logsumexp", forbidden=(*SOFTMAX, *LOGADDEXP))


def _one_per_row(n: int) -> str:
    return _("How many values should come back for a batch of {n}?").format(n=n)


@_check("logsumexp", mark("log Σ exp(o), one value per row"), points=1)
def log_of_sum_of_exp(student: Any, draw: Draw) -> None:
    for n, q in ((draw.size(5, 9), 4), (4, 4), (4, 4), (1, 5), (3, 1)):
        logits = draw.normal(n, q, scale=2)
        call = student.logsumexp.call(logits)
        expect_shape(call.value, (n,), hint=_one_per_row(n))
        expected = oracle.logsumexp(logits)
        expect_close(call.value, expected, tolerance=_TOLERANCE, scale=1.0, hint=_(_ROW_HINT))
        expect_unchanged(call, logits, "logits")
    logits = draw.normal(4, 3, scale=2, dtype=torch.float64)
    value = student.logsumexp(strided(logits))
    expect_close(value, oracle.logsumexp(logits), dtype=torch.float64, scale=1.0)


@_check("logsumexp", mark("finite and right for logits of ±10000 in any row"), points=1)
def logsumexp_is_stable(student: Any, draw: Draw) -> None:
    _expect_stable(student.logsumexp, oracle.logsumexp, draw)


@_check("logsumexp", mark("its gradient is softmax, for small and large logits"), points=1)
def logsumexp_is_differentiable(student: Any, draw: Draw) -> None:
    ordinary = [draw.normal(draw.size(5, 9), 4, scale=2), draw.normal(3, 3)]
    for data in (*ordinary, *large_logits(draw)):
        V, logits = draw.normal(len(data)), leaf(data)
        call = student.logsumexp.call(logits, cotangent=V)
        expect_shape(call.value, (len(data),))
        expected = V.double()[:, None] * oracle.softmax(data)
        expect_gradient(call, logits, expected, tolerance=_LARGE_TOLERANCE, scale=1.0)
    data, small = lopsided_logits(draw)
    logits = leaf(data)
    call = student.logsumexp.call(logits, cotangent=torch.ones(len(data)))
    expect_small(call.gradient(logits), oracle.softmax(data), small, _("the gradient"))


# ---------------------------------------------------------------- cross_entropy_with_logits
_exercise(
    "cross_entropy_with_logits",
    uses=("log_softmax", "logsumexp", "one_hot"),
    forbidden=(*CROSS_ENTROPY, *SOFTMAX),
)


@_check("cross_entropy_with_logits", mark("log Σ exp(o) - o_y for each example"), points=1)
def loss_of_each_example(student: Any, draw: Draw) -> None:
    for n, q in ((draw.size(6, 9), 4), (5, 5), (5, 5), (1, 3), (3, 2), (3, 1)):
        logits, y = draw.normal(n, q, scale=2), draw.labels(n, q)
        call = student.cross_entropy_with_logits.call(logits, y)
        expect_shape(call.value, (n,), hint=_one_per_row(n))
        expected = oracle.cross_entropy_of_logits(logits, y)
        hint = _("What does the first argument hold, and which entry of a row belongs to y?")
        expect_close(call.value, expected, tolerance=_TOLERANCE, scale=1.0, hint=hint)
        expect_unchanged(call, logits, "logits")
        expect_unchanged(call, y, "y")
    logits, y = draw.normal(4, 3, scale=2, dtype=torch.float64), draw.labels(4, 3)
    value = student.cross_entropy_with_logits(strided(logits), strided(y))
    expected = oracle.cross_entropy_of_logits(logits, y)
    expect_close(value, expected, dtype=torch.float64, scale=1.0)


@_check("cross_entropy_with_logits", mark("right when sure of a wrong class"), points=1)
def right_when_confidently_wrong(student: Any, draw: Draw) -> None:
    n, q = draw.size(4, 6), 3
    y = draw.labels(n, q)
    sure = torch.zeros(n, q)
    sure[torch.arange(n), (y + 1) % q] = draw.uniform(150, 9_000, n)
    cases = [(sure, y), (sure, (y + 1) % q)]
    cases += [(logits, draw.labels(*logits.shape)) for logits in large_logits(draw)]
    for logits, labels in cases:
        value = student.cross_entropy_with_logits(logits, labels)
        expected = oracle.cross_entropy_of_logits(logits, labels)
        hint = _("Can you cancel the log and the exp on paper before coding?")
        expect_close(value, expected, tolerance=_LARGE_TOLERANCE, scale=1.0, hint=hint)


@_check("cross_entropy_with_logits", mark("its gradient, for small and large logits"), points=1)
def loss_is_differentiable(student: Any, draw: Draw) -> None:
    ordinary = [draw.normal(draw.size(5, 9), 4, scale=2), draw.normal(3, 3)]
    for data in (*ordinary, *large_logits(draw)):
        V, logits, y = draw.normal(len(data)), leaf(data), draw.labels(*data.shape)
        call = student.cross_entropy_with_logits.call(logits, y, cotangent=V)
        expect_shape(call.value, (len(data),))
        expected = V.double()[:, None] * _gradient(data, y)
        expect_gradient(call, logits, expected, tolerance=_LARGE_TOLERANCE, scale=1.0)


# ---------------------------------------------------------------- cross_entropy_gradient
_exercise(
    "cross_entropy_gradient",
    uses=("log_softmax", "logsumexp", "one_hot"),
    forbidden=(*AUTOGRAD, *SOFTMAX),
)


def _gradient(logits: Tensor, y: Tensor) -> Tensor:
    """(n, q): softmax minus one-hot."""
    return oracle.softmax(logits) - oracle.one_hot(y, logits.shape[1])


def _expect_gradient(student: Any, logits: Tensor, y: Tensor, tolerance: float) -> None:
    call = student.cross_entropy_gradient.call(logits, y)
    hint = _("Compare with autograd on one example: belief minus truth, and nothing divided?")
    expect_shape(call.value, tuple(logits.shape), hint=hint)
    expected = _gradient(logits, y)
    expect_close(call.value, expected, tolerance=tolerance, scale=1.0, hint=hint)
    expect_unchanged(call, logits, "logits")
    expect_unchanged(call, y, "y")
    expect_torch_as_before(call)


@_check("cross_entropy_gradient", mark("softmax minus one-hot, for each example's loss"), points=1)
def softmax_minus_one_hot(student: Any, draw: Draw) -> None:
    for n, q in ((draw.size(6, 9), 4), (draw.size(2, 4), 6)):
        _expect_gradient(student, draw.normal(n, q, scale=2), draw.labels(n, q), _TOLERANCE)
    logits, small = lopsided_logits(draw)
    value = student.cross_entropy_gradient(logits, logits.argmax(1))
    expect_small(value, oracle.softmax(logits), small)


@_check("cross_entropy_gradient", mark("one row, one class, float64, square batches"), points=1)
def gradient_at_edge_sizes(student: Any, draw: Draw) -> None:
    for n, q in ((1, 4), (5, 5), (5, 5), (3, 1), (4, 2)):
        _expect_gradient(student, draw.normal(n, q, scale=2), draw.labels(n, q), _TOLERANCE)
    logits, y = draw.normal(4, 3, scale=2, dtype=torch.float64), draw.labels(4, 3)
    value = student.cross_entropy_gradient(strided(logits), y)
    expect_close(value, _gradient(logits, y), dtype=torch.float64, scale=1.0)


@_check("cross_entropy_gradient", mark("finite and right for logits of ±10000"), points=1)
def gradient_is_stable(student: Any, draw: Draw) -> None:
    for logits in large_logits(draw):
        _expect_gradient(student, logits, draw.labels(*logits.shape), _LARGE_TOLERANCE)
