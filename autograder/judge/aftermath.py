"""What a call left behind: arguments as they were, the right gradients, no seed, autograd on."""

from __future__ import annotations

import torch

from autograder.judge.expect import Wrong, expect, expect_close
from autograder.judge.given import Given
from autograder.judge.student import Call
from autograder.messages import _


def expect_unchanged(call: Call, argument: Given | torch.Tensor, what: str) -> None:
    """The call left the argument as it was."""
    before = argument.fields["data"] if isinstance(argument, Given) else argument
    after = call.after(argument).value
    same = isinstance(after, torch.Tensor) and after.dtype == before.dtype
    if not (same and after.shape == before.shape and torch.equal(after, before)):
        raise Wrong(
            _("{what} was changed by the call").format(what=what),
            _("{what} as it was before").format(what=what),
            _("Which of your lines write into the caller's tensor instead of making a new one?"),
        )


def expect_gradient(
    call: Call,
    argument: Given,
    expected: torch.Tensor,
    *,
    dtype: torch.dtype = torch.float32,
    tolerance: float | None = None,
    scale: float | None = None,
    what: str = "",
    hint: str = "",
) -> None:
    """The vector-Jacobian product that came back for `argument` is the analytic one.

    The hint is for a gradient that is there and wrong.
    """
    gradient = call.gradient(argument)
    what = what or _("the gradient")
    if gradient is None:
        raise Wrong(
            _("{what}: none; the result is cut off from its input").format(what=what),
            _("a result through which gradients flow back"),
            _("Do .item(), .detach(), NumPy or a new torch.tensor(...) stand in the way?"),
        )
    if isinstance(gradient, torch.Tensor) and not bool(gradient.any()):
        hint = _("Does every step of your computation lead back to the input?")
    expect_close(gradient, expected, dtype=dtype, tolerance=tolerance, scale=scale,
                 what=what, hint=hint)  # fmt: skip


def expect_torch_as_before(call: Call) -> None:
    """Autograd records after the call, as it did before."""
    expect(
        call.grad_enabled,
        _("autograd switched off for everything that comes after the call"),
        _("autograd on again after the call"),
        _("Who switches it on again? Does `with torch.no_grad():` need anybody to?"),
    )


def expect_no_seed(call: Call) -> None:
    """The call drew from the global generators, or left them alone, but seeded none."""
    expect(
        not call.reseeded,
        _("a global random generator (torch's, NumPy's or Python's) was seeded"),
        _("generators that go on from where they were"),
        _("Who else uses random numbers after your function has set the seed?"),
    )
