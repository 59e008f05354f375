"""What a check hands to a student's function besides plain numbers and tensors.

Each function returns a description; the worker builds the object from it
(`autograder.worker.arguments`). One description used in two places is one object there, so a
tensor can be a network's parameter and in an updater's list, and its state can be asked for after
the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from autograder.wire import Record


@dataclass(frozen=True, eq=False)
class Given:
    """An object the worker is to build, by kind and fields; compared by identity."""

    kind: str
    fields: dict[str, Any] = field(default_factory=dict)


def tensor(
    data: torch.Tensor,
    *,
    requires_grad: bool = False,
    grad: torch.Tensor | None = None,
    contiguous: bool = True,
) -> Given:
    """A tensor and what its values do not say: gradient wanted or present, memory layout."""
    fields = {"data": data, "requires_grad": requires_grad, "grad": grad, "contiguous": contiguous}
    return Given("tensor", fields)


def leaf(data: torch.Tensor, grad: torch.Tensor | None = None) -> Given:
    """A parameter: a leaf tensor that requires grad, with its `.grad` already filled if given."""
    return tensor(data, requires_grad=True, grad=grad)


def strided(data: torch.Tensor) -> Given:
    """The same values in a storage twice as large, so that the tensor is not contiguous."""
    return tensor(data, contiguous=False)


def own(name: str) -> Given:
    """The student's own function of that name."""
    return Given("own", {"name": name})


def affine(W: Given, b: Given, *, softmax: bool = False) -> Given:
    """The network X -> XW + b, as probabilities if `softmax`; X (n, ...) is flattened to (n, d).

    Its trace has one truth value per call: whether a graph was being built.
    """
    return Given("affine", {"W": W, "b": b, "softmax": softmax})


def linear(weight: torch.Tensor, bias: torch.Tensor | None) -> Record:
    """A layer for `module`: weight (q, d) as torch stores it, bias (q,) or none at all."""
    return Record("linear", {"weight": weight, "bias": bias})


FLATTEN = Record("flatten")
CONVOLUTION, EMBEDDING, BATCH_NORM = Record("conv"), Record("embedding"), Record("batch_norm")


def probe(spoils: str = "") -> Record:
    """A layer that records (training mode, graph being built), one pair per call of the module.

    In the mode named by `spoils` ("train" or "eval") it negates the scores.
    """
    return Record("probe", {"spoils": spoils})


def network(*layers: Record, spoils: str = "", training: bool = True) -> Given:
    """A module of a class of its own that takes images (n, 1, height, width) alone.

    It records as a `probe` does, and has a mode if all its modules are in that one.
    """
    return Given("network", {"layers": list(layers), "spoils": spoils, "training": training})


def module(*layers: Record, training: bool = True, sequential: bool = True) -> Given:
    """An nn.Sequential of the layers, or the only layer itself, in the given mode."""
    fields = {"layers": list(layers), "training": training, "sequential": sequential}
    return Given("module", fields)


def loss(name: str) -> Given:
    """A loss with one value per example: "cross_entropy" (of probabilities) or "..._of_logits"."""
    return Given("loss", {"name": name})


def updater(parameters: Given | Sequence[Given], lr: float) -> Given:
    """A function of the batch size that does one minibatch step and clears the gradients.

    It steps on leaves or a module; its trace has the parameters after each step.
    """
    given = parameters if isinstance(parameters, Given) else list(parameters)
    return Given("updater", {"parameters": given, "lr": lr})


def optimizer(parameters: Given | Sequence[Given], lr: float, *, is_sgd: bool = True) -> Given:
    """torch.optim.SGD, or another Optimizer that does the same steps, over leaves or a module.

    Its trace has the parameters after each step.
    """
    given = parameters if isinstance(parameters, Given) else list(parameters)
    return Given("optimizer", {"parameters": given, "lr": lr, "is_sgd": is_sgd})


def batches(pairs: Sequence[tuple[torch.Tensor, torch.Tensor]]) -> Given:
    """Minibatches (X, y) in this very order at each pass, in place of a DataLoader.

    Its trace has one entry per pass that was begun.
    """
    return Given("batches", {"batches": [tuple(pair) for pair in pairs]})


def fashion_mnist(
    order: torch.Tensor, pixels: torch.Tensor, classes: torch.Tensor, batch_size: int
) -> Given:
    """Training images in the given order (row numbers), as minibatches that the worker makes.

    Pixel p of what the student sees is pixel `pixels[p]` of the image, class c is `classes[c]`.
    """
    fields = {"name": "fashion_mnist", "order": order, "pixels": pixels, "classes": classes,
              "batch_size": batch_size}  # fmt: skip
    return Given("dataset", fields)


def iterator(items: Sequence[Any]) -> Given:
    """What can be looped over once and has no length: an iterator over values or tensors."""
    return Given("iterator", {"items": list(items)})


def image(pixels: torch.Tensor) -> Given:
    """A grey PIL image of uint8 pixels (height, width)."""
    return Given("image", {"data": pixels})


# What to look at in a returned object; a path of items and attributes leads to the part meant.
def get(*path: str | int) -> Record:
    return Record("get", {"path": list(path)})


def call(method: str, *arguments: Any, path: Sequence[str | int] = ()) -> Record:
    """What a method of it returns; its arguments may be descriptions."""
    return Record("call", {"path": [*path, method], "arguments": list(arguments)})


def length(*path: str | int) -> Record:
    return Record("length", {"path": list(path)})


def classes_of(*path: str | int) -> Record:
    """The names of the object's class and of those it derives from."""
    return Record("class", {"path": list(path)})


def collect(limit: int, *path: str | int) -> Record:
    """The first `limit` items of a pass, and whether there were no more."""
    return Record("collect", {"path": list(path), "limit": limit})


def first(limit: int, *path: str | int) -> Record:
    """The first `limit` items of a pass; what follows is not even asked for."""
    return Record("first", {"path": list(path), "limit": limit})


def axes(*path: str | int) -> Record:
    """What matplotlib's axes show and where: pictures, title, ticks, place, figure."""
    return Record("axes", {"path": list(path)})


def graphs(*path: str | int) -> Record:
    """How many tensors with a graph the object holds, in whatever containers."""
    return Record("graphs", {"path": list(path)})


def again(gradients: Sequence[tuple[Given, torch.Tensor]] = ()) -> Record:
    """Nothing of the object: the function is called once more, with the same arguments.

    Before that these leaves get these new gradients.
    """
    return Record("again", {"path": [], "gradients": [tuple(pair) for pair in gradients]})
