"""What all code in a kernel shares: generators, torch's settings, figures, outputs, the alarm."""

from __future__ import annotations

import io
import random
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar, cast

import numpy as np
import torch

T = TypeVar("T")
RING_AGAIN = 0.5  # seconds: code that catches everything is interrupted until it gives up
MAX_LINES, MAX_WIDTH = 20, 200  # of what students' code prints; loops may print without end


@dataclass(frozen=True)
class Setting:
    """How to read and set one of torch's or NumPy's settings, and its value when they start."""

    now: Callable[[], Any]
    set: Callable[[Any], Any]
    first: Any


def _set_device(device: torch.device) -> None:
    # None rather than the CPU: a device by name takes every call of torch through Python.
    torch.set_default_device(None if device.type == "cpu" else device)


SETTINGS = (
    Setting(torch.get_default_dtype, torch.set_default_dtype, torch.float32),
    Setting(torch.get_default_device, _set_device, torch.device("cpu")),
    Setting(torch.is_grad_enabled, torch.set_grad_enabled, True),
    Setting(torch.is_anomaly_enabled, torch.autograd.set_detect_anomaly, False),
    Setting(torch.get_deterministic_debug_mode, torch.set_deterministic_debug_mode, 0),
    Setting(torch.get_float32_matmul_precision, torch.set_float32_matmul_precision, "highest"),
    Setting(
        partial(torch.is_autocast_enabled, "cpu"), partial(torch.set_autocast_enabled, "cpu"), False
    ),
    Setting(
        np.geterr,
        lambda errors: np.seterr(**errors),
        {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"},
    ),
)


@dataclass(frozen=True)
class State:
    """Settings and generators that decide what code in this process computes."""

    settings: tuple[Any, ...]  # as in SETTINGS
    inference: bool
    threads: int
    warnings: tuple[Any, ...]  # filters that turn warnings into errors, or hide them
    torch_generator: torch.Tensor
    numpy_generator: Any
    python_generator: Any

    @classmethod
    def now(cls) -> State:
        return cls(
            tuple(setting.now() for setting in SETTINGS),
            torch.is_inference_mode_enabled(),
            torch.get_num_threads(),
            tuple(warnings.filters),
            torch.get_rng_state(),
            np.random.get_state(),  # noqa: NPY002  the global one is what students use
            random.getstate(),
        )

    def for_judge(self) -> State:
        """With all settings as torch starts; others are the student's choice."""
        first = tuple(setting.first for setting in SETTINGS)
        return replace(self, settings=first, inference=False, warnings=())

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Inside, all is as it was when this was taken; afterwards as it was before."""
        before = State.now()
        # These two can only be entered and left. Inference mode changes the recording of gradients
        # too, so it comes first and goes last.
        with torch.inference_mode(self.inference), warnings.catch_warnings():
            cast(list[Any], warnings.filters)[:] = self.warnings
            self._set()
            try:
                yield
            finally:
                before._set()

    def _set(self) -> None:
        for setting, value in zip(SETTINGS, self.settings, strict=True):
            if setting.now() != value:
                setting.set(value)
        if torch.get_num_threads() != self.threads:
            torch.set_num_threads(self.threads)
        torch.set_rng_state(self.torch_generator)
        np.random.set_state(self.numpy_generator)  # noqa: NPY002
        random.setstate(self.python_generator)


class Printed(io.TextIOBase):
    """A stream that keeps the first lines written to it."""

    def __init__(self) -> None:
        self._text = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._text += text[: max(0, MAX_LINES * MAX_WIDTH - len(self._text))]
        return len(text)

    @property
    def text(self) -> str:
        """At most `MAX_LINES` lines, control codes made visible."""
        lines = self._text.expandtabs().splitlines()
        shown = [
            "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
            for line in lines[:MAX_LINES]
        ]
        was_cut = len(lines) > MAX_LINES or len(self._text) == MAX_LINES * MAX_WIDTH
        return "\n".join([*shown, "…"] if was_cut else shown)


@contextmanager
def nothing_shown() -> Iterator[None]:
    """What is drawn, displayed and printed inside goes nowhere, and figures from outside stay.

    The notebook's backend stays selected: to select another one and come back registers its hooks
    anew. It shows at a cell's end what is still open then.
    """
    from matplotlib import _pylab_helpers, pyplot  # only now: half a second

    with redirect_stdout(Printed()), redirect_stderr(Printed()), ExitStack() as stack:
        if "IPython" in sys.modules:
            from IPython.utils.capture import capture_output

            # Everything a student's code displays, by whatever means, is published by the shell.
            stack.enter_context(capture_output(stdout=False, stderr=False, display=True))
        figures, _pylab_helpers.Gcf.figs = _pylab_helpers.Gcf.figs, type(_pylab_helpers.Gcf.figs)()
        show, pyplot.show = pyplot.show, lambda *arguments, **named: None
        try:
            yield
        finally:
            pyplot.close("all")
            _pylab_helpers.Gcf.figs, pyplot.show = figures, show


class _TimeUp(BaseException):
    """Raised in a student's code, where `except Exception` shall not catch it."""


def within(seconds: float, call: Callable[[], T]) -> T:
    """What `call` returns; TimeoutError when it takes longer and can be interrupted.

    It cannot outside the main thread, on Windows, and inside a single long operation of torch.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or not hasattr(signal, "setitimer"):
        return call()
    has_rung = False

    def ring(number: int, frame: Any) -> None:
        nonlocal has_rung
        has_rung = True
        raise _TimeUp

    handler = signal.signal(signal.SIGALRM, ring)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds, RING_AGAIN)
    try:
        try:
            result = call()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except _TimeUp:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)  # once more: it may have rung in the other one
        signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, *timer)
    if has_rung:
        raise TimeoutError
    return result
