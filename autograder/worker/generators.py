"""The global random generators: seeded when a check begins, and watched for who seeds them anew."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import torch

MAX_SEED = 2**32  # NumPy's generator takes no larger one
BLOCK = 624  # numbers of 32 bits that the state of a Mersenne twister holds, and draws at once
# A function may draw 2 million numbers and still be seen to go on from where it was. The largest
# data set asked of one takes 0.5 million, by the most wasteful of Python's methods. To look further
# costs whoever does seed 3 ms a million, in every call.
CHUNKS, CHUNK = 32, 100  # blocks are looked through a hundred at a time

State = tuple[int, Any, Any]  # torch's seed, and the state of NumPy's and Python's twister


def seed_all(seed: int | None) -> None:
    """The same submission gets the same luck when it is graded again; None leaves all as it is."""
    if seed is not None:
        random.seed(seed)
        np.random.seed(seed % MAX_SEED)  # noqa: NPY002  the global one is what students use
        torch.default_generator.manual_seed(seed)  # without looking for devices: 4 ms in a new fork


def state() -> State:
    numpy_state: Any = np.random.get_state()  # noqa: NPY002
    python_state = np.array(random.getstate()[1][:BLOCK], dtype=np.uint32)
    return torch.initial_seed(), numpy_state[1], python_state


def was_one_seeded(before: State) -> bool:
    """Whether one of the three is now where no number of draws leads from its state before."""
    now = state()
    return now[0] != before[0] or not all(
        _leads_to(start, end) for start, end in zip(before[1:], now[1:], strict=True)
    )


def _leads_to(start: Any, end: Any) -> bool:
    """Whether a Mersenne twister gets from one state to the other by drawing."""
    if np.array_equal(start, end):
        return True
    twister, wanted = _twister(start, BLOCK), _twister(end, 0).random_raw(BLOCK)
    for _chunk in range(CHUNKS):
        blocks = twister.random_raw(CHUNK * BLOCK).reshape(CHUNK, BLOCK)
        if bool((blocks == wanted).all(1).any()):
            return True
    return False


def _twister(state: Any, position: int) -> np.random.MT19937:
    """A twister that has drawn so many numbers of the block that a state holds."""
    twister = np.random.MT19937(0)
    twister.state = {"bit_generator": "MT19937", "state": {"key": state, "pos": position}}
    return twister
