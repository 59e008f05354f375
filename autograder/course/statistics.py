"""Tests of randomness that a right implementation fails less often than once in 10¹¹ runs.

Each threshold follows from a bound that holds for every sample size; nothing is asymptotic and
nothing is tuned by trial. `ALPHA` is the chance of rejecting a right implementation, per test; a
check makes at most twenty. docs/tolerances.md adds them up, tests/course/test_bounds.py counts.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from autograder.judge.expect import is_within

ALPHA = 1e-11


def largest_cdf_distance(sample: Tensor) -> float:
    """sup |F_n - Φ|: the Kolmogorov-Smirnov distance of a sample (n,) from N(0, 1)."""
    ordered = torch.from_numpy(np.sort(sample.to(torch.float64).numpy()))  # torch takes longer
    n = len(ordered)
    model = torch.special.ndtr(ordered)
    steps = torch.arange(n + 1, dtype=torch.float64) / n
    return float(torch.maximum(model - steps[:-1], steps[1:] - model).max())


def cdf_distance_bound(n: int) -> float:
    """Exceeded with probability at most ALPHA: Dvoretzky-Kiefer-Wolfowitz with Massart's constant,
    P(sup |F_n - F| > t) <= 2 exp(-2nt²) for every n.
    """
    return math.sqrt(math.log(2 / ALPHA) / (2 * n))


def spread_bound(n: int) -> float:
    """What |mean of n squares - 1| exceeds with probability at most ALPHA, for n > 8 log(2/ALPHA).

    n times that mean is chi-squared with n degrees of freedom: the chance is <= 2 exp(-nt²/8) for
    0 < t < 1 (Wainwright, High-Dimensional Statistics, example 2.11).
    """
    return math.sqrt(8 * math.log(2 / ALPHA) / n)


def mean_bound(n: int) -> float:
    """What |mean of n values| exceeds with probability at most ALPHA: √n times it is N(0, 1), for
    which P(|z| > t) <= 2 exp(-t²/2).
    """
    return math.sqrt(2 * math.log(2 / ALPHA) / n)


def is_standard_normal(sample: Tensor) -> bool:
    """Whether a sample (n,) may come from independent N(0, 1) draws: shape, spread and centre."""
    n = len(sample)
    sample = sample.to(torch.float64)
    return (
        is_within(largest_cdf_distance(sample), cdf_distance_bound(n))
        and is_within(abs(float((sample**2).mean()) - 1), spread_bound(n))
        and is_within(abs(float(sample.mean())), mean_bound(n))
    )


def product_bound(n: int, pairs: int) -> float:
    """What the largest |mean of n products| of so many pairs exceeds with probability <= ALPHA.

    The product of two independent N(0, 1) has E exp(s·xy) = (1 - s²)^(-1/2) <= exp(s²) for
    |s| <= 0.88, so by Chernoff P(|mean of n| > t) <= 2 exp(-nt²/4) for t <= 1.7; Bonferroni over
    the pairs.
    """
    return math.sqrt(4 * math.log(2 * pairs / ALPHA) / n)


def are_uncorrelated(columns: Tensor) -> bool:
    """Whether the columns (n, k) of N(0, 1) draws may be independent of each other."""
    n, k = columns.shape
    columns = columns.to(torch.float64)
    products = (columns.T @ columns / n).triu(1)
    return is_within(float(products.abs().max()), product_bound(n, max(1, k * (k - 1) // 2)))


def neighbours_kept(order: Tensor) -> int:
    """How many consecutive positions hold rows that were neighbours (i, i±1) before a shuffle."""
    return int((order.diff().abs() == 1).sum())


# For a random permutation of n rows, E[C(X, k)] <= 2^k/k! for the number X of neighbours kept (k
# given pairs stay together in at most 2^k·(n - k)! permutations), so by Markov's inequality
# P(X >= k) <= 2^k/k!, which is 7e-38 for k = 41. But a random minibatch may be gone through in the
# order of the data (a mask picks its rows): of 200 rows, neighbours then stay together wherever
# they fall into the same one of 20 minibatches, 9 on average, and the exact distribution leaves
# 41 or more a chance below 1e-12. Shuffled blocks of ten keep 9 of 10.
MOST_NEIGHBOURS_KEPT = 40


def is_circle(order: Tensor) -> bool:
    """Whether rows 0 to n - 1 came so that going on from each place to that of the row that came
    there leads through all places. Of n! orders (n - 1)! are of this kind.
    """
    if not torch.equal(order.sort().values, torch.arange(len(order), dtype=order.dtype)):
        return False
    place, steps = int(order[0]), 1
    while place:
        place, steps = int(order[place]), steps + 1
    return steps == len(order)


def whole_blocks(order: Tensor, size: int) -> int:
    """How many groups of `size` consecutive positions hold rows of one block [k·size, (k+1)·size).

    Positions left over belong to none. For 200 rows in groups of 10, and also for 209, the chance
    of even one is below 20·20/C(200, 10) = 2e-14.
    """
    full = len(order) - len(order) % size
    blocks = (order[:full].long() // size).reshape(-1, size)
    return int((blocks == blocks[:, :1]).all(1).sum())


def early_rows_in_first_half(order: Tensor) -> int:
    """How many rows of the data's first half came in the first half of the pass."""
    half = len(order) // 2
    return int((order[:half] < half).sum())


# That number is hypergeometric: for 200 rows its mean is 50, and by the exact distribution it is
# off by 26 or more with probability 1.6e-13 (for 209 rows, more than 25 off 52.25 with 4e-12).
# Data kept in order, or shuffled only among a few rows ahead, are off by almost 50.
LARGEST_LEAN = 25

# Rows in the same place in two passes are in the same minibatch of both, whatever the order within
# it. Of 200 rows in 20 minibatches 10 are on average, and by the exact distribution of two random
# divisions 41 or more with probability 2e-14. Places alone, of which two random permutations share
# k with a chance below 1/k!, would not do: where masks pick the rows, the least of ten is often the
# same, and two passes share 2.9 places on average. The same order twice keeps all 200.
MOST_PLACES_KEPT = 40


def centre_bound(n: int) -> float:
    """What the mean of n numbers drawn from [0, 1], with or without replacement, is off by with
    probability at most ALPHA: P(|off| > t) <= 2 exp(-2nt²) (Hoeffding 1963, theorems 2 and 4).
    """
    return math.sqrt(math.log(2 / ALPHA) / (2 * n))
