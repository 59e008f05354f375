"""Whoever seeds a global generator is noticed; whoever draws from it, or copies it, is not."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from autograder.worker import generators

# ruff: noqa: NPY002  the global generator is what this is about


def with_numpy_as_before() -> None:
    state = np.random.get_state()
    np.random.seed(0)
    np.random.rand(3)
    np.random.set_state(state)


def with_torch_as_before() -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        torch.rand(3)


DRAW: dict[str, Callable[[], Any]] = {
    "nothing": lambda: None,
    "few": lambda: [random.random(), np.random.rand(3), torch.rand(3)],
    "a whole block": lambda: [random.getrandbits(32 * 624), np.random.bytes(4 * 624)],
    "many": lambda: [[random.gauss(0, 1) for _ in range(60_000)], np.random.randn(60_000)],
    "shuffles": lambda: [random.shuffle(list(range(99))), np.random.permutation(99)],
    "generators of one's own": lambda: [random.Random(0).random(), np.random.default_rng(0),
                                        torch.rand(2, generator=torch.Generator().manual_seed(0))],
    "NumPy's state put back": with_numpy_as_before,
    "torch's state put back": with_torch_as_before,
}  # fmt: skip
SEED: dict[str, Callable[[], Any]] = {
    "torch": lambda: torch.manual_seed(0),
    "torch by chance": torch.seed,
    "numpy": lambda: np.random.seed(0),
    "numpy by chance": np.random.seed,
    "numpy, then drawn": lambda: [np.random.seed(3), np.random.randn(5000)],
    "python": lambda: random.seed(0),
    "python by chance": random.seed,
}


@pytest.fixture(autouse=True)
def _put_back() -> Any:
    before = random.getstate(), np.random.get_state(), torch.get_rng_state()
    generators.seed_all(2**40 + 5)
    yield
    random.setstate(before[0])
    np.random.set_state(before[1])
    torch.set_rng_state(before[2])


@pytest.mark.parametrize("draw", DRAW.values(), ids=DRAW)
def test_drawing_is_no_seeding(draw: Callable[[], Any]) -> None:
    for _call in range(2):
        before = generators.state()
        draw()
        assert not generators.was_one_seeded(before)


@pytest.mark.parametrize("seed", SEED.values(), ids=SEED)
def test_seeding_is_noticed(seed: Callable[[], Any]) -> None:
    before = generators.state()
    seed()
    assert generators.was_one_seeded(before)


def test_the_same_seed_gives_the_same_luck() -> None:
    lucks = []
    for seed in (7, 7, None, 8):
        generators.seed_all(seed)
        lucks.append((random.random(), float(np.random.rand()), float(torch.rand(()))))
    assert lucks[0] == lucks[1]
    assert len(set(lucks)) == 3
