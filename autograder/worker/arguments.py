"""Build a call's arguments from their descriptions: tensors, networks, losses, updaters, batches.

A call names its arguments in a table of objects, so that one tensor can be handed over alone, as a
parameter of a network and in an updater's list, and its state can be asked for afterwards.
Everything made here is an ingredient of a check, never the function that is being judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch
from torch import nn

from autograder.wire import Record
from autograder.worker.parts import Descent, Network, Probe

Batch = tuple[torch.Tensor, torch.Tensor]


class Table:
    """The objects of one call by their number, and what they recorded while it ran."""

    def __init__(self, namespace: Mapping[str, Any], datasets: Mapping[str, Batch]) -> None:
        self.namespace, self.datasets = namespace, datasets
        self.objects: dict[str, Any] = {}
        self.traces: dict[str, list[Any]] = {}

    def build(self, key: str, description: Record) -> None:
        trace = self.traces.setdefault(key, [])
        self.objects[key] = BUILDERS[description.kind](self, description, trace)

    def value(self, tree: Any) -> Any:
        """An argument tree with its references replaced by the objects they name."""
        if isinstance(tree, Record) and tree.kind == "ref":
            return self.objects[tree["key"]]
        if isinstance(tree, list | tuple):
            return type(tree)(self.value(item) for item in tree)
        return tree


def _tensor(table: Table, description: Record, trace: list[Any]) -> torch.Tensor:
    tensor: torch.Tensor = description["data"].clone()
    if not description["contiguous"]:  # same values, every second element of a larger storage
        tensor = torch.stack([tensor, tensor], dim=-1)[..., 0]
    if description["requires_grad"]:
        tensor.requires_grad_()
    if description["grad"] is not None:
        tensor.grad = description["grad"].clone()
    return tensor


def _own(table: Table, description: Record, trace: list[Any]) -> Any:
    return table.namespace[description["name"]]


def _affine(table: Table, description: Record, trace: list[Any]) -> Callable[..., torch.Tensor]:
    """X -> softmax(XW + b), or XW + b; records whether a graph was being built."""
    W, b = table.value(description["W"]), table.value(description["b"])

    def net(X: torch.Tensor) -> torch.Tensor:
        trace.append(torch.is_grad_enabled())
        scores = X.reshape(-1, W.shape[0]) @ W + b
        return torch.softmax(scores, 1) if description["softmax"] else scores

    return net


def _module(table: Table, description: Record, trace: list[Any]) -> nn.Module:
    layers = [_layer(layer, trace) for layer in description["layers"]]
    module = nn.Sequential(*layers) if description["sequential"] else layers[0]
    return module.train(description["training"])


def _network(table: Table, description: Record, trace: list[Any]) -> nn.Module:
    layers = nn.Sequential(*(_layer(layer, trace) for layer in description["layers"]))
    return Network(layers, description["spoils"], trace).train(description["training"])


def _layer(layer: Record, trace: list[Any]) -> nn.Module:
    match layer.kind:
        case "flatten":
            return nn.Flatten()
        case "linear":
            weight, bias = layer["weight"], layer["bias"]
            q, d = weight.shape
            linear = nn.Linear(d, q, bias=bias is not None, dtype=weight.dtype)
            linear.weight.data.copy_(weight)
            if bias is not None:
                linear.bias.data.copy_(bias)
            return linear
        case "conv":
            return nn.Conv2d(1, 2, 3)
        case "embedding":
            return nn.Embedding(5, 4)
        case "batch_norm":
            return nn.BatchNorm1d(3)
        case "probe":
            return Probe(layer["spoils"], trace)
    raise ValueError(f"unknown layer {layer.kind!r}")


def _loss(table: Table, description: Record, trace: list[Any]) -> Callable[..., torch.Tensor]:
    name = description["name"]
    if name == "cross_entropy_of_logits":
        return nn.CrossEntropyLoss(reduction="none")
    if name == "cross_entropy":
        return lambda y_hat, y: -y_hat[torch.arange(len(y)), y].log()
    raise ValueError(f"unknown loss {name!r}")


def _parameters(table: Table, description: Record) -> list[torch.Tensor]:
    given = table.value(description["parameters"])
    return list(given.parameters()) if isinstance(given, nn.Module) else given


def _updater(table: Table, description: Record, trace: list[Any]) -> Callable[[int], None]:
    """A function of the batch size: one minibatch step, then the gradients are cleared."""
    parameters, lr = _parameters(table, description), description["lr"]

    @torch.no_grad()
    def update(batch_size: int) -> None:
        for parameter in parameters:
            if parameter.grad is not None:
                parameter -= lr * parameter.grad / batch_size
                parameter.grad = None
        trace.append([parameter.detach().clone() for parameter in parameters])

    return update


def _optimizer(table: Table, description: Record, trace: list[Any]) -> torch.optim.Optimizer:
    parameters = _parameters(table, description)
    kind = torch.optim.SGD if description["is_sgd"] else Descent
    optimizer = kind(parameters, lr=description["lr"])

    def record(*_: Any) -> None:
        trace.append([parameter.detach().clone() for parameter in parameters])

    optimizer.register_step_post_hook(record)
    return optimizer


class Batches:
    """Minibatches in a fixed order, to be gone through any number of times, like a DataLoader.

    It records how many there were at the beginning of each pass.
    """

    def __init__(self, batches: list[Batch], trace: list[Any]) -> None:
        self.batches, self.trace = batches, trace
        self.batch_size = len(batches[0][0])
        X, y = (torch.cat(parts) for parts in zip(*batches, strict=True))
        self.dataset = torch.utils.data.TensorDataset(X, y)

    def __len__(self) -> int:
        return len(self.batches)

    def __iter__(self) -> Iterator[Batch]:
        self.trace.append(len(self.batches))
        return ((X.clone(), y.clone()) for X, y in self.batches)


class DatasetBatches:
    """Minibatches of a preloaded data set, pixels and classes renamed by secret permutations.

    The permutations are used once and not kept: with them weights learned elsewhere would fit.
    """

    def __init__(self, data: Batch, description: Record) -> None:
        images, labels = data
        order = description.fields.pop("order")
        pixels, classes = description.fields.pop("pixels"), description.fields.pop("classes")
        self.shape = (-1, 1, *images.shape[1:])
        self.images = images.reshape(len(images), -1)[order][:, pixels]  # uint8
        self.labels = classes[labels[order].long()]
        self.batch_size: int = description["batch_size"]
        self.dataset = range(len(order))

    def __len__(self) -> int:
        return -(-len(self.dataset) // self.batch_size)

    def __iter__(self) -> Iterator[Batch]:
        size = self.batch_size
        for X, y in zip(
            torch.split(self.images, size), torch.split(self.labels, size), strict=True
        ):
            yield X.to(torch.float32).div_(255).reshape(self.shape), y.clone()


def _batches(table: Table, description: Record, trace: list[Any]) -> Batches:
    return Batches(description["batches"], trace)


def _dataset(table: Table, description: Record, trace: list[Any]) -> DatasetBatches:
    return DatasetBatches(table.datasets[description["name"]], description)


def _iterator(table: Table, description: Record, trace: list[Any]) -> Iterator[Any]:
    return iter(table.value(description["items"]))


def _image(table: Table, description: Record, trace: list[Any]) -> Any:
    from PIL import Image  # only where a lesson draws pictures

    return Image.fromarray(description["data"].numpy())


BUILDERS: dict[str, Callable[[Table, Record, list[Any]], Any]] = {
    "tensor": _tensor,
    "own": _own,
    "affine": _affine,
    "module": _module,
    "network": _network,
    "loss": _loss,
    "updater": _updater,
    "optimizer": _optimizer,
    "batches": _batches,
    "dataset": _dataset,
    "iterator": _iterator,
    "image": _image,
}
