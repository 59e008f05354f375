"""Run one trial in a process of its own, with a time limit, and say how it ended."""

from __future__ import annotations

import contextlib
import io
import os
import random
import warnings
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection

import numpy as np
import torch

SECONDS = 300  # a right answer in slow style may take thousands of steps
ACCEPTED = ""
_FORK = get_context("fork")


def outcome(trial: Callable[[], None]) -> str:
    """ACCEPTED, or the first line of what the trial raised; what it printed is dropped."""
    ours, theirs = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_tried, args=(trial, theirs))
    process.start()
    theirs.close()
    try:
        if not ours.poll(SECONDS):
            return f"no end within {SECONDS} s"
        return str(ours.recv())
    except EOFError:
        return "its process ended"
    finally:
        process.kill()
        process.join()


def _tried(trial: Callable[[], None], answer: Connection) -> None:
    """Many peers draw their inputs without a seed: here they get one, so that figures repeat."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002  the generator that peers use
    torch.manual_seed(0)
    warnings.simplefilter("ignore")
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            trial()
    except BaseException as error:  # noqa: BLE001  peers leave by SystemExit, too
        lines = str(error).splitlines()
        answer.send(f"{type(error).__name__}: {lines[0] if lines else ''}")
    else:
        answer.send(ACCEPTED)
    os._exit(0)
