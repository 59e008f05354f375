"""Networks that came back: their layers and their parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.judge.expect import Wrong, expect, shown
from autograder.messages import _
from autograder.wire import ProtocolError, Record


def expect_layers(net: Any, layers: Sequence[str]) -> None:
    """The network is an nn.Sequential with exactly these layers, however they are nested.

    Containers inside it are looked through, and layers that only pass their input on are allowed.
    """
    is_chain = isinstance(net, Record) and net.kind == "module" and net.get("is_sequential") is True
    expect(is_chain, shown(net), _("an nn.Sequential"), _("What does your function return?"))
    parts = net.get("parts")
    names = [str(part)[:40] for part in parts] if isinstance(parts, list) else []
    found = [name for name in names if name not in ("Sequential", "Identity")]
    expect(
        found == list(layers),
        _("a network of {layers}").format(layers=", ".join(found[:6]) or _("no layers")),
        ", ".join(layers),
    )


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
