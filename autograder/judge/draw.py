"""Inputs of checks, drawn from a secret seed after the submission arrived."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

import numpy as np
import torch

_NUMPY: dict[torch.dtype, Any] = {torch.float32: np.float32, torch.float64: np.float64}


def new_seed() -> str:
    """128 secret bits as hexadecimal digits."""
    return secrets.token_hex(16)


class Draw:
    """Random inputs that depend on the seed and on the names of one check, and on nothing else.

    The same seed gives the same inputs whatever other checks there are and in whatever order they
    run, so that a regrade repeats a verdict exactly. Tensors are float32 unless stated otherwise.
    """

    def __init__(self, seed: str, *names: str) -> None:
        digest = hashlib.sha256("\0".join([seed, *names]).encode()).digest()
        # NumPy's: torch's generator for the CPU looks at 32 bits of its seed
        self.generator = np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))

    def normal(
        self, *shape: int, scale: float = 1.0, dtype: torch.dtype = torch.float32
    ) -> torch.Tensor:
        """Independent N(0, scale²) values."""
        values = self.generator.standard_normal(shape, dtype=_NUMPY[dtype])
        return torch.from_numpy(np.asarray(values)) * scale

    def uniform(
        self, low: float, high: float, *shape: int, dtype: torch.dtype = torch.float32
    ) -> torch.Tensor:
        values = self.generator.random(shape, dtype=_NUMPY[dtype])
        return low + (high - low) * torch.from_numpy(np.asarray(values))

    def integers(self, low: int, high: int, *shape: int) -> torch.Tensor:
        """int64 values from `low` to `high`, both included."""
        return torch.from_numpy(np.asarray(self.generator.integers(low, high + 1, shape)))

    def labels(self, num_examples: int, num_classes: int) -> torch.Tensor:
        """int64 class ids (n,) in which the first and the last class occur where n allows it."""
        labels = self.integers(0, num_classes - 1, num_examples)
        ends = torch.tensor([num_classes - 1, 0])[:num_examples]
        places = self.permutation(num_examples)[: len(ends)]
        labels[places] = ends
        return labels

    def permutation(self, count: int) -> torch.Tensor:
        return torch.from_numpy(self.generator.permutation(count))

    def signs(self, *shape: int) -> torch.Tensor:
        """+1.0 or -1.0, each with probability one half."""
        return self.integers(0, 1, *shape) * 2.0 - 1.0

    def number(self, low: float, high: float) -> float:
        return float(self.uniform(low, high, dtype=torch.float64))

    def size(self, low: int, high: int) -> int:
        """A number of examples, features ... between `low` and `high`, both included."""
        return int(self.integers(low, high))

    def seed(self) -> int:
        """A seed for somebody else's generators; it tells nothing about this one."""
        return self.size(0, 2**62)
