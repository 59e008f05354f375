"""How to compare a training with the path of a right one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.course.modules import parameters_of
from autograder.course.softmax_regression.problems import Parameters, Problem
from autograder.judge.expect import (
    Wrong,
    common_ratio,
    expect,
    expect_close,
    expect_dtype,
    expect_finite,
    expect_items,
    expect_shape,
    is_within,
)
from autograder.judge.given import Given
from autograder.judge.student import Call
from autograder.messages import _, n_

# Parameters and gradients are of size 1 and a path has nine steps of a few dozen float32 operations
# each. Four kinds of right loops stayed within 3.3e-7 in 4,000 problems each; the weakest mistake
# known (the short last batch divided by the full size) was off by at least 0.068 in all of them.
_PATH_TOLERANCE = 1e-4


def expect_step_per_minibatch(trace: list[Any], count: int) -> None:
    expect(
        len(trace) == count,
        n_("{n} step", "{n} steps", len(trace)).format(n=len(trace)),
        _("{n}, one per minibatch").format(n=count),
        _("When in the loop, and how often per minibatch, is the updater called?"),
    )


def expect_pass_per_epoch(call: Call, batches: Given, num_epochs: int) -> None:
    """Minibatches that were kept from the first pass would come in the same order in every one."""
    passes = len(call.trace(batches))
    expect(
        passes >= num_epochs,
        n_("{n} pass over train_iter", "{n} passes over train_iter", passes).format(n=passes),
        _("{n}, one per epoch").format(n=num_epochs),
        _("When does a DataLoader shuffle, and how often do you ask it for its minibatches?"),
    )


def expect_steps(trace: list[Any], problem: Problem) -> None:
    """Each entry of an updater's or optimizer's trace is W and b after that step."""
    steps = problem.steps
    expect_step_per_minibatch(trace, len(steps))
    before = problem.start
    for number, (entry, after) in enumerate(zip(trace, steps, strict=True), start=1):
        came = expect_items(entry, 2, _("the parameters after step {n}").format(n=number))
        for name, value, old, new in zip(("W", "b"), came, before, after, strict=True):
            what = _("{name} after step {n}").format(name=name, n=number)
            _expect_step(value, old.double(), new, what)
        before = after


def _expect_step(value: Any, old: Tensor, new: Tensor, what: str) -> None:
    hint = _("In which single place do you average, and what is in .grad when you step?")
    expect_shape(value, tuple(new.shape), what)
    expect_dtype(value, torch.float32, what)
    expect_finite(value, what, hint)
    value = value.double()
    if is_within(float((value - new).abs().max()), _PATH_TOLERANCE):
        return
    ratio = common_ratio(value - old, new - old)
    if bool(((value - old).abs() <= _PATH_TOLERANCE).all()):
        came = _("{what}: not moved").format(what=what)
    elif ratio is not None:
        came = _("{what}: moved {ratio:.4g} times as far as it should").format(
            what=what, ratio=ratio
        )
    else:
        share = float((value - new).abs().max() / (new - old).abs().max())
        came = _("{what}: off by {percent:.3g} % of the step").format(
            what=what, percent=100 * share
        )
    wanted = _("the result of one step of minibatch gradient descent on the mean loss")
    raise Wrong(came, wanted, hint)


def expect_at_end(
    call: Call, parameters: Sequence[Given], end: Parameters, *, scale: float = 1.0
) -> None:
    """Nothing but the updater moved the parameters, which are of size `scale`."""
    for name, parameter, expected in zip(("W", "b"), parameters, end, strict=True):
        what = _("{name} after the call").format(name=name)
        value = call.after(parameter).value
        expect_close(value, expected, tolerance=_PATH_TOLERANCE, scale=scale, what=what)


def module_parameters(call: Call, net: Given, end: Parameters) -> Iterator[tuple[str, Any, Tensor]]:
    """Name, value after the call and expected one of a Module's weight, W transposed, and bias."""
    W, b = end
    after = parameters_of(call.after(net).value, ("weight", "bias"))
    return zip(("weight", "bias"), after, (W.T, b), strict=True)


def expect_module_at_end(call: Call, net: Given, end: Parameters) -> None:
    """The same of a Module."""
    for name, value, expected in module_parameters(call, net, end):
        what = _("{name} after the call").format(name=name)
        expect_close(value, expected, tolerance=_PATH_TOLERANCE, scale=1.0, what=what)
