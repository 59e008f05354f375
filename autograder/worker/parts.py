"""Parts of networks, and an optimizer, that show what a student's loop does with them."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import nn


class Probe(nn.Module):
    """Passes its input on and records (training mode, graph being built) at each call.

    The mode is None if modules inside are in another one. In the mode that `spoils` names, and in
    no single one, it negates the scores, so that a wrong mode shows in the result.
    """

    def __init__(self, spoils: str, trace: list[Any]) -> None:
        super().__init__()
        self.spoils, self.trace = spoils, trace

    def forward(self, scores: torch.Tensor) -> torch.Tensor:
        modes = {module.training for module in self.modules()}
        mode = self.training if len(modes) == 1 else None
        self.trace.append((mode, torch.is_grad_enabled()))
        is_right = not self.spoils or mode is (self.spoils == "eval")
        return scores if is_right else -scores

    def __deepcopy__(self, memo: dict[int, Any]) -> Probe:
        """A copy writes into the same trace: a network may be tested on a copy of itself."""
        memo[id(self.trace)] = self.trace
        copied = memo[id(self)] = type(self).__new__(type(self))
        copied.__dict__.update(copy.deepcopy(self.__dict__, memo))
        return copied


class Network(Probe):
    """A network in a class of its own, as a convolutional one would be; a probe of its modes.

    It takes what a convolution takes, several images: flattened ones are refused.
    """

    def __init__(self, layers: nn.Module, spoils: str, trace: list[Any]) -> None:
        super().__init__(spoils, trace)
        self.layers = layers

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        if X.ndim != 4:
            raise RuntimeError(
                f"this net takes images (n, 1, height, width), as a convolution does; "
                f"it got an input of shape {tuple(X.shape)}"
            )
        return super().forward(self.layers(X))


class Descent(torch.optim.Optimizer):
    """Plain gradient descent in a class that is not derived from torch's SGD."""

    def __init__(self, parameters: Any, lr: float) -> None:
        super().__init__(parameters, {"lr": lr})

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter -= group["lr"] * parameter.grad
        return loss


# Exceptions name classes: by names that a student can know. Copies go by the qualified name.
Probe.__name__, Network.__name__ = nn.Identity.__name__, nn.Module.__name__
Descent.__name__ = torch.optim.Optimizer.__name__
