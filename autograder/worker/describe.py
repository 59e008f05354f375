"""Any Python value in a form that `wire` can carry; what has none becomes a short description."""

from __future__ import annotations

import gc
import itertools
import types
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from autograder.wire import CODE_OF_DTYPE, MAX_NODES, Record

MAX_ITEMS = 10_000
MAX_TEXT = 2_000
MAX_DEPTH = 8


class TooLarge(Exception):  # noqa: N818  the reply says so
    """A value of more parts than a frame may have."""


def describe(value: Any) -> Any:
    """The value itself where it is plain, else a record: "ndarray", "module", "opaque" ...

    Exact types are asked for, not `isinstance`: a subclass of float that lies about its value is
    sent as the float it is stored as. TooLarge as soon as it has more parts than can be sent.
    """
    return _described(value, 0, itertools.count())


def _described(value: Any, depth: int, parts: Iterator[int]) -> Any:
    if next(parts) > MAX_NODES:
        raise TooLarge(f"it has too many parts, more than {MAX_NODES}")
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
        some = itertools.islice(value, MAX_ITEMS)
        items = [_described(item, depth + 1, parts) for item in some]
        return items if isinstance(value, list) else tuple(items)
    if depth < MAX_DEPTH and isinstance(value, dict):
        pairs = itertools.islice(value.items(), MAX_ITEMS)
        return {str(key)[:200]: _described(item, depth + 1, parts) for key, item in pairs}
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
        item = value.item()  # of a long double: itself again
        return opaque(value) if isinstance(item, np.generic) else describe(item)
    try:
        data = torch.from_numpy(np.array(value, order="C"))
    except (TypeError, ValueError):  # a type torch does not have, or one of the other byte order
        return opaque(value)
    return Record("ndarray", {"data": data}) if data.dtype in CODE_OF_DTYPE else opaque(value)


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
                name for name, parameter in module.named_parameters() if not parameter.requires_grad
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
    grad = value.grad if value.is_leaf or value.retains_grad else None  # torch warns of the others
    return Record(
        "state",
        {
            "value": describe_tensor(value),
            "grad": None if grad is None else describe_tensor(grad),
            "is_leaf": value.is_leaf,
            "requires_grad": value.requires_grad,
        },
    )


# What an object refers to without holding it for itself: its class, code, what others define.
_SHARED = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.CodeType)


def count_graphs(value: Any) -> int:
    """How many tensors with a graph an object holds, in attributes, slots, lists and the like."""
    seen: dict[int, Any] = {}
    waiting = [value]
    while waiting and len(seen) < MAX_ITEMS:
        held = waiting.pop()
        if id(held) in seen or isinstance(held, _SHARED):
            continue
        seen[id(held)] = held
        if not isinstance(held, torch.Tensor):
            waiting += gc.get_referents(held)
    return sum(isinstance(each, torch.Tensor) and each.requires_grad for each in seen.values())


def describe_axes(axes: Any) -> list[Record]:
    """Each of matplotlib's axes in a returned sequence or table of them, row by row."""
    try:
        flat = list(np.asarray(axes, dtype=object).reshape(-1))[:200]
    except ValueError:  # not a table: parts of different lengths
        return [opaque(axes)]
    figures: list[Any] = []
    return [_described_axes(ax, figures) for ax in flat]


def _described_axes(ax: Any, figures: list[Any]) -> Record:
    """What is seen in it and where; `figures` are those met so far, and known by their place there.

    Axes that were removed from their figure have none, and show nothing.
    """
    if not hasattr(ax, "get_images"):
        return opaque(ax)
    parent = ax.get_figure()
    if parent is None:
        return Record("axes", {"title": "", "images": [], "ticks_shown": False, "size": None,
                               "figure": None, "place": None})  # fmt: skip
    figure = parent.figure  # of a part of a figure, the whole
    if not any(figure is known for known in figures):
        figures.append(figure)
    left, bottom, width, height = _place(ax, figure).bounds
    is_seen = bool(ax.get_visible())
    titles = [ax.get_title(place) for place in ("center", "left", "right")]
    images = [image for image in ax.get_images() if is_seen and image.get_visible()]
    has_ticks = is_seen and ax.axison and any(map(_shows_ticks, (ax.xaxis, ax.yaxis)))
    return Record(
        "axes",
        {
            "title": next(filter(None, titles), "")[:MAX_TEXT] if is_seen else "",
            "images": [describe(_as_seen(image)) for image in images],
            "ticks_shown": has_ticks,
            "size": tuple(float(inches) for inches in figure.get_size_inches()),
            "figure": next(i for i, known in enumerate(figures) if figure is known),
            "place": (float(left + width / 2), float(bottom + height / 2)),
        },
    )


def _place(ax: Any, figure: Any) -> Any:
    """Where it is drawn, before its picture's proportions make it smaller.

    The axes of a grid made for images are all over it until a locator of theirs puts them in order.
    """
    locator = ax.get_axes_locator()
    if locator is None:
        return ax.get_position(original=True)
    return locator(ax, figure.canvas.get_renderer())


def _as_seen(image: Any) -> Any:
    """Brightness from 0 to 1 (h, w) of a picture in axes, its uppermost row first."""
    array: Any = image.get_array()
    brightness: Any
    if array.ndim == 2:
        brightness = np.ma.filled(np.ma.asarray(image.norm(array), dtype=float), np.nan)
    else:  # colours, which no colour map is applied to
        brightness = np.asarray(array)[..., :3].mean(-1) / (255 if array.dtype.kind == "u" else 1)
    left, right, bottom, top = image.get_extent()
    if image.origin == "lower":
        bottom, top = top, bottom
    (x0, y0), (x1, y1) = image.axes.transData.transform([(left, top), (right, bottom)])
    return np.clip(brightness, 0, 1)[:: -1 if y0 < y1 else 1, :: -1 if x1 < x0 else 1]


def _shows_ticks(axis: Any) -> bool:
    """Whether marks or numbers are seen along an axis, by whichever means they may be hidden."""
    if not axis.get_visible():
        return False
    ticks = [
        *axis.get_major_ticks(len(axis.get_majorticklocs())),
        *axis.get_minor_ticks(len(axis.get_minorticklocs())),
    ]
    marks = [line for tick in ticks for line in (tick.tick1line, tick.tick2line)]
    labels = axis.get_ticklabels(which="both") if ticks else []
    return any(line.get_visible() and line.get_markersize() > 0 for line in marks) or any(
        label.get_visible() and label.get_text() for label in labels
    )
