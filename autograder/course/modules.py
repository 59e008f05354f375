"""Networks that came back: their layers, their parameters, and the weights they start from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.course.statistics import is_standard_normal
from autograder.judge.aftermath import expect_no_seed
from autograder.judge.expect import Wrong, expect, expect_dtype, expect_finite, expect_shape, shown
from autograder.judge.student import Call
from autograder.messages import _, n_
from autograder.wire import ProtocolError, Record


def layers_of(net: Any) -> list[str]:
    """The names of the layers of a network, which must be an nn.Sequential.

    Containers inside it are looked through, and layers that only pass their input on left out.
    """
    is_chain = isinstance(net, Record) and net.kind == "module" and net.get("is_sequential") is True
    expect(is_chain, shown(net), _("an nn.Sequential"), _("What does your function return?"))
    parts = net.get("parts")
    names = [str(part)[:40] for part in parts] if isinstance(parts, list) else []
    return [name for name in names if name not in ("Sequential", "Identity")]


def network_of(layers: Sequence[str]) -> str:
    """Layers found, as a message names them."""
    return _("a network of {layers}").format(layers=", ".join(layers[:6]) or _("no layers"))


def parameters_of(net: Any, endings: Sequence[str]) -> list[Any]:
    """A module's parameters, which must have names of these endings, in this order."""
    parameters = net.get("parameters") if isinstance(net, Record) else None
    if not isinstance(parameters, dict):
        raise ProtocolError("a module that came without parameters")
    fits = len(parameters) == len(endings) and all(
        name.endswith(ending) for name, ending in zip(parameters, endings, strict=False)
    )
    if not fits:
        raise Wrong(
            _("a network with the parameters {names}").format(
                names=", ".join(name[:40] for name in list(parameters)[:6]) or _("none")
            ),
            _("weights and biases of its linear layers alone"),
        )
    return list(parameters.values())


def weight_and_bias(net: Any, d: int, q: int, hint: str = "") -> tuple[Tensor, Tensor]:
    """Weight (q, d) and bias (q,), float32 and finite, of a module without other parameters.

    The hint is for numbers that are not finite.
    """
    weight, bias = parameters_of(net, ("weight", "bias"))
    expect_shape(weight, (q, d), "weight", _("How many numbers go in, and how many come out?"))
    expect_shape(bias, (q,), "bias")
    for name, value in (("weight", weight), ("bias", bias)):
        expect_dtype(value, torch.float32, name)
        expect_finite(value, name, hint)
    return weight, bias


def expect_trainable(net: Any) -> None:
    """All parameters of a module that came back require gradients."""
    expect(
        isinstance(net, Record) and net.get("frozen") == [],
        _("parameters that do not require grad"),
        _("weights and biases that training can change"),
        _("Did you switch off requires_grad to write to them, or replace them by plain tensors?"),
    )


def expect_small_normal(weight: Tensor) -> None:
    """Weights, 20,000 or more, that may come from N(0, 0.01²).

    Float32 numbers so drawn hardly ever come twice: a dozen of 20,000 do, by torch's 24 bits.
    """
    different = len(torch.unique(weight))
    expect(
        2 * different > weight.numel(),
        n_(
            "{n} number for all of {total} weights",
            "{n} different numbers for {total} weights",
            different,
        ).format(n=different, total=weight.numel()),
        _("independent draws from N(0, 0.01²)"),
        _("Does each weight get a draw of its own?"),
    )
    expect(
        is_standard_normal(weight.flatten().double() / 0.01),
        _("weights with mean {mean:.2g} and standard deviation {std:.3g}").format(
            mean=float(weight.mean()), std=float(weight.std())
        ),
        _("independent draws from N(0, 0.01²)"),
        _("What does the layer start from by itself? Which number in N(0, 0.01²) is squared?"),
    )


def expect_drawn_anew(first: Call, weight: Tensor, other: Tensor) -> None:
    """The weights of the first call are not those of another one, and the call set no seed."""
    expect_no_seed(first)
    expect(
        not torch.equal(weight, other),
        _("the same weights in two calls"),
        _("new random weights at every call"),
        _("Do you set a seed inside the function?"),
    )
