"""Any Python value in a form that `wire` can carry; what has none becomes a short description."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import torch

from autograder.wire import CODE_OF_DTYPE, Record

MAX_ITEMS = 10_000
MAX_TEXT = 2_000
MAX_DEPTH = 8


def describe(value: Any, depth: int = 0) -> Any:
    """The value itself where it is plain, else a record: "ndarray", "module", "opaque" ...

    Exact types are asked for, not `isinstance`: a subclass of float that lies about its value is
    sent as the float it is stored as.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _described_int(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, str):
        return str.__str__(value)[:MAX_TEXT]
    if isinstance(value, torch.Tensor):
        return describe_tensor(value)
    if isinstance(value, np.ndarray | np.generic):
        return _described_array(value)
    if isinstance(value, torch.nn.Module):
        return describe_module(value)
    if depth < MAX_DEPTH and isinstance(value, list | tuple):
        items = [describe(item, depth + 1) for item in itertools.islice(value, MAX_ITEMS)]
        return items if isinstance(value, list) else tuple(items)
    if depth < MAX_DEPTH and isinstance(value, dict):
        pairs = itertools.islice(value.items(), MAX_ITEMS)
        return {str(key)[:200]: describe(item, depth + 1) for key, item in pairs}
    return opaque(value)


def opaque(value: Any) -> Record:
    return Record("opaque", {"type": type(value).__name__[:200]})


def _described_int(value: int) -> int | Record:
    plain = int.__int__(value)
    return plain if -(2**63) <= plain < 2**63 else opaque(value)


def describe_tensor(tensor: torch.Tensor) -> Any:
    """The tensor, or what is unusual about one that has no plain bytes (sparse, meta, ...)."""
    if tensor.layout != torch.strided or tensor.device.type != "cpu":
        return Record("opaque", {"type": f"{tensor.layout} tensor on {tensor.device}"})
    if tensor.dtype not in CODE_OF_DTYPE:
        return Record("opaque", {"type": f"tensor of {tensor.dtype}"})
    return tensor.detach()


def _described_array(value: Any) -> Any:
    if value.dtype == object or value.dtype.kind not in "biufc":
        return opaque(value)
    if isinstance(value, np.generic):
        return describe(value.item(), MAX_DEPTH)
    try:
        return Record("ndarray", {"data": torch.from_numpy(np.array(value))})
    except TypeError:
        return opaque(value)


def describe_module(module: torch.nn.Module) -> Record:
    """Its parts by class name, its parameters, which of them are not trained, and its mode."""
    return Record(
        "module",
        {
            "type": type(module).__name__,
            "is_sequential": isinstance(module, torch.nn.Sequential),
            "parts": [_torch_class(part) for part in module.modules()][1:MAX_ITEMS],
            "parameters": {
                name: describe_tensor(parameter) for name, parameter in module.named_parameters()
            },
            "frozen": [
                name
                for name, parameter in module.named_parameters()
                if not parameter.requires_grad
            ],
            "training": module.training,
        },
    )


def _torch_class(module: torch.nn.Module) -> str:
    """The name of the torch.nn class a module is, or derives from."""
    classes = [cls for cls in type(module).__mro__ if cls.__module__.startswith("torch.nn")]
    return classes[0].__name__ if classes else type(module).__name__


def state_of(value: Any) -> Record:
    """What became of an argument: its value now, and for a tensor what training depends on."""
    if not isinstance(value, torch.Tensor):
        return Record("state", {"value": describe(value)})
    return Record(
        "state",
        {
            "value": describe_tensor(value),
            "grad": None if value.grad is None else describe_tensor(value.grad),
            "is_leaf": value.is_leaf,
            "requires_grad": value.requires_grad,
        },
    )


def describe_axes(axes: Any) -> list[Record]:
    """Each of matplotlib's axes in a returned grid: the pictures in it, its title, its ticks."""
    flat = list(np.asarray(axes, dtype=object).reshape(-1))[:200]
    return [_described_axes(ax) for ax in flat]


def _described_axes(ax: Any) -> Record:
    if not hasattr(ax, "get_images"):
        return opaque(ax)
    figure = ax.get_figure()
    return Record(
        "axes",
        {
            "title": str(ax.get_title())[:MAX_TEXT],
            "images": [describe(np.asarray(image.get_array())) for image in ax.get_images()],
            "size": tuple(float(inches) for inches in figure.get_size_inches()),
            "grid": _grid_of(ax),
            "ticks_shown": bool(_visible_ticks(ax)),
        },
    )


def _grid_of(ax: Any) -> tuple[int, int] | None:
    spec = ax.get_subplotspec()
    return None if spec is None else tuple(spec.get_gridspec().get_geometry())


def _visible_ticks(ax: Any) -> bool:
    if not ax.axison:
        return False
    return any(axis.get_visible() and len(axis.get_ticklocs()) for axis in (ax.xaxis, ax.yaxis))
