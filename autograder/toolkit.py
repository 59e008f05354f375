"""Given to students: training curves, a timer, Fashion-MNIST in minibatches and its labels.

Nothing here is graded. Unlike the rest of the library, Animator prints: that is its purpose where
there is no display. Importing this module selects no matplotlib backend and opens no data file.
"""

from __future__ import annotations

import io
import math
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

import torch

import autograder.vision  # noqa: F401 - so that a student's `import torchvision` works afterwards
from autograder.data import resolve, tensors

__all__ = [
    "Animator",
    "Timer",
    "use_svg_display",
    "FASHION_MNIST_LABELS",
    "MiniBatches",
    "fashion_mnist_batches",
]

FASHION_MNIST_LABELS = (
    "t-shirt", "trouser", "pullover", "dress", "coat",
    "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip
"""The text of class 0 to 9."""


class Animator:
    """Curves that grow while a model trains.

    In a notebook the figure is redrawn in place at every `add` and remains once, complete, in the
    output. Anywhere else every `add` prints one line: ``epoch 3: train loss 0.512, ...``.
    """

    def __init__(
        self,
        xlabel: str | None = None,
        ylabel: str | None = None,
        legend: Sequence[str] | None = None,
        xlim: tuple[float, float] | None = None,
        ylim: tuple[float, float] | None = None,
    ) -> None:
        self.xlabel, self.ylabel, self.xlim, self.ylim = xlabel, ylabel, xlim, ylim
        self.legend = [legend] if isinstance(legend, str) else list(legend or [])
        self.curves: list[list[tuple[float, float]]] = []  # the points (x, y) of each curve
        self._handle: Any = None  # IPython's handle on the displayed figure, once there is one

    def add(self, x: float, y: Any) -> None:
        """Add a point at `x` to each curve.

        `y` is a number for a single curve, or a sequence with one entry per curve, of which None
        adds nothing to its curve. Tensors of one element count as numbers.
        """
        values = _numbers(y)
        self.curves.extend([] for _ in range(len(values) - len(self.curves)))
        for curve, value in zip(self.curves, values, strict=False):
            if value is not None:
                curve.append((float(x), value))
        line = self._line(float(x), values)
        if _in_notebook():
            self._show(line)
        elif line:
            print(line)

    def svg(self) -> str:
        """The curves so far as an SVG picture."""
        # Figure itself rather than pyplot: pyplot would select a backend, and would show the figure
        # a second time at the end of the cell.
        from matplotlib.figure import Figure

        figure = Figure(figsize=(4.5, 3), layout="constrained")
        axes = figure.add_subplot()
        for number, curve in enumerate(self.curves):
            # One point makes no line, so it gets a mark.
            mark = "o" if len(curve) == 1 else ""
            style = ("-", "--", "-.", ":")[number % 4]
            axes.plot(*_coordinates(curve), style, marker=mark, label=self._label(number))
        axes.set(xlabel=self.xlabel or "", ylabel=self.ylabel or "")
        # A limit of None leaves that side to matplotlib.
        axes.set_xlim(*(self.xlim or (None, None)))
        axes.set_ylim(*(self.ylim or (None, None)))
        axes.grid(visible=True)
        if self.legend and self.curves:
            axes.legend()
        picture = io.StringIO()
        figure.savefig(picture, format="svg", metadata={"Date": None})
        return picture.getvalue()

    def _label(self, number: int) -> str:
        return self.legend[number] if number < len(self.legend) else f"curve {number + 1}"

    def _line(self, x: float, values: list[float | None]) -> str:
        single = len(self.curves) == 1 and not self.legend
        named = [
            (self.ylabel or "y" if single else self._label(number), value)
            for number, value in enumerate(values)
            if value is not None
        ]
        shown = ", ".join(f"{name} {value:.4g}" for name, value in named)
        return f"{self.xlabel or 'x'} {x:g}: {shown}" if shown else ""

    def _show(self, line: str) -> None:
        # Updating one display, rather than clearing the cell's output and drawing anew, neither
        # flickers nor removes what the student printed.
        from IPython.display import display

        bundle = {"image/svg+xml": self.svg(), "text/plain": line or "(training curves)"}
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(bundle, raw=True)


class Timer:
    """A stopwatch that remembers every run; it runs from the moment it is made."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.start()

    def start(self) -> None:
        """Begin a run; one that was not stopped is forgotten."""
        self._started = time.perf_counter()

    def stop(self) -> float:
        """Seconds since the last start, which are also remembered."""
        self.times.append(time.perf_counter() - self._started)
        return self.times[-1]

    def sum(self) -> float:
        """Seconds of all runs together."""
        return sum(self.times)

    def avg(self) -> float:
        """Mean seconds of a run; ValueError before the first `stop`."""
        if not self.times:
            raise ValueError(
                "Averaging the runs of a Timer: there are none, expected at least 1. "
                "Call stop() first."
            )
        return self.sum() / len(self.times)


def use_svg_display() -> None:
    """Let a notebook show matplotlib figures as SVG, sharp at any zoom; elsewhere do nothing."""
    if _in_notebook():
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("svg")  # type: ignore[no-untyped-call]


class MiniBatches:
    """Minibatches of images held in memory, which can be iterated over any number of times.

    Yields X (B, 1, 28, 28) float32 in [0, 1] and y (B,) int64; the last may be shorter. The whole
    set stays uint8 in a mapped file, and a batch is converted when its turn comes: as float32 it
    would take 188 MB of memory.
    """

    def __init__(
        self, images: torch.Tensor, labels: torch.Tensor, batch_size: int, *, shuffle: bool
    ) -> None:
        if isinstance(batch_size, bool) or not isinstance(batch_size, int) or batch_size < 1:
            raise ValueError(
                f"Making minibatches: batch_size is {batch_size!r} ({type(batch_size).__name__}), "
                "expected a whole number of at least 1. Try 256."
            )
        self.images, self.labels = images, labels
        self.batch_size, self.shuffle = batch_size, shuffle

    def __len__(self) -> int:
        """Number of minibatches in one pass."""
        return math.ceil(len(self.labels) / self.batch_size)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """One pass, when shuffling in an order drawn anew from torch's global generator."""
        n = len(self.labels)
        order = torch.randperm(n) if self.shuffle else torch.arange(n)
        for rows in torch.split(order, self.batch_size):
            X = self.images[rows].unsqueeze(1).to(torch.float32).div_(255)  # (B, 1, 28, 28)
            yield X, self.labels[rows].to(torch.int64)


def fashion_mnist_batches(batch_size: int) -> tuple[MiniBatches, MiniBatches]:
    """Minibatches of the training part, shuffled anew in every pass, and of the test part.

    Takes Fashion-MNIST from wherever this machine has it, downloading it if need be.
    """
    dataset = resolve()
    train, test = tensors(dataset, train=True), tensors(dataset, train=False)
    return (
        MiniBatches(*train, batch_size, shuffle=True),
        MiniBatches(*test, batch_size, shuffle=False),
    )


def _in_notebook() -> bool:
    """Whether a Jupyter kernel runs this code; the IPython of a terminal has no `kernel`."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return hasattr(shell, "kernel")


def _numbers(y: Any) -> list[float | None]:
    try:
        entries = list(cast(Iterable[Any], y))
    except TypeError:  # a number, or a tensor without axes
        entries = [y]
    return [None if entry is None else float(entry) for entry in entries]


def _coordinates(curve: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in curve], [y for _, y in curve]
