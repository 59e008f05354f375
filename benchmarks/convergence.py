"""How far from the true parameters three epochs of right training end: chances of rare distances.

    python benchmarks/convergence.py [SEEDS]

For lesson 1 as `finds_the_true_parameters` asks (1,000 examples, batch 10, lr 0.03, a new order in
each epoch). Given the features and the orders, the end is a linear function of the noise: what
the start leaves, for the worst true parameters that `noisy_line` draws, and a normal variable.
The deviation of the second hardly varies. The first is large where the features happen to have
little variance in some direction. Such features are drawn on purpose, by tilting the density with
exp(-θ Σ (u·x)²) for one of many directions u, and each draw is weighted by the ratio of the
densities (importance sampling), so that chances of 10⁻¹² show in some ten thousand draws.
"""

from __future__ import annotations

import math
import sys

import torch
from torch import Tensor

N, BATCH, LR, EPOCHS, NOISE = 1000, 10, 0.03, 3, 0.01
LARGEST = torch.tensor([3.4, 3.4, 4.2], dtype=torch.float64)  # |w1|, |w2|, |b| of `noisy_line`
TILT, DIRECTIONS, AT_ONCE = 0.17, 60, 2000
DISTANCES = (0.003, 0.004, 0.005, 0.006, 0.0065, 0.007, 0.008)


def directions() -> Tensor:
    """Unit vectors (DIRECTIONS, 3), spread over those that are not mainly the bias."""
    number = torch.arange(DIRECTIONS, dtype=torch.float64) + 0.5
    height, turn = 0.8 * (1 - number / DIRECTIONS), number * math.pi * (3 - math.sqrt(5))
    flat = (1 - height**2).sqrt()
    return torch.stack([flat * turn.cos(), flat * turn.sin(), height], 1)


def tilted_features(m: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """m data sets (m, N, 3) of two features and a one, and their weights (m,)."""
    every = directions()
    u = every[torch.randint(len(every), (m,), generator=generator)]
    X = torch.randn(m, N, 2, generator=generator, dtype=torch.float64)
    share = 1 - u[:, 2] ** 2
    axis = u[:, :2] / share.sqrt()[:, None]
    along = (X * axis[:, None]).sum(2)
    variance = 1 / (1 + 2 * TILT * share)
    mean = -2 * TILT * share.sqrt() * u[:, 2] * variance
    moved = mean[:, None] + variance.sqrt()[:, None] * along
    X += (moved - along)[..., None] * axis[:, None]
    X = torch.cat([X, torch.ones(m, N, 1, dtype=torch.float64)], 2)
    sums = torch.einsum("kd,mde,ke->mk", every, X.transpose(1, 2) @ X, every)
    share = 1 - every[:, 2] ** 2
    spread = 1 + 2 * TILT * share
    norm = -N * (spread.log() / 2 + TILT * every[:, 2] ** 2 / spread)
    ratios = (-TILT * sums - norm).logsumexp(1) - math.log(len(every))
    return X, (-ratios).exp()


def ends(X: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Of each data set what the start leaves of the worst true parameters, and the deviation of
    what noise adds; the largest over w and b, (m,) each.
    """
    m = len(X)
    back = torch.eye(3, dtype=X.dtype).expand(m, 3, 3).clone()  # d end / d parameters, from behind
    of_noise = torch.zeros_like(X)  # d end / d label
    for _epoch in range(EPOCHS):
        order = torch.rand(m, N, generator=generator).argsort(1)
        shuffled, pulls = X[torch.arange(m)[:, None], order], []
        for batch in reversed(torch.split(shuffled, BATCH, 1)):
            pulls.append(batch @ back * (LR / BATCH))
            back -= batch.transpose(1, 2) @ pulls[-1]
        of_noise.scatter_add_(1, order[..., None].expand(-1, -1, 3), torch.cat(pulls[::-1], 1))
    left = (back.abs() * LARGEST[:, None]).sum(1).amax(1)
    return left, NOISE * of_noise.square().sum(1).sqrt().amax(1)


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    generator = torch.Generator().manual_seed(0)
    left, deviations, weights = [], [], []
    for _ in range(-(-seeds // AT_ONCE)):
        X, ratio = tilted_features(AT_ONCE, generator)
        start, noise = ends(X, generator)
        left.append(start)
        deviations.append(noise)
        weights.append(ratio)
    bias, weight = torch.cat(left), torch.cat(weights)
    print(f"deviation of what noise adds: at most {torch.cat(deviations).max():.3g}")
    for distance in DISTANCES:
        hits = weight * (bias > distance)
        error = hits.std() / math.sqrt(len(hits))
        print(f"start leaves more than {distance}: {hits.mean():.3g} ± {error:.1g}")


if __name__ == "__main__":
    main()
