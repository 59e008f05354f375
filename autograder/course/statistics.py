"""Tests of randomness that a right implementation fails less often than once in 10¹⁰ runs.

Each threshold follows from a bound that holds for every sample size; nothing is asymptotic and
nothing is tuned by trial. `ALPHA` is the chance of rejecting a right implementation, per test.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from autograder.judge.expect import is_within

ALPHA = 1e-10


def largest_cdf_distance(sample: Tensor) -> float:
    """sup |F_n - Φ|: the Kolmogorov-Smirnov distance of a sample (n,) from N(0, 1)."""
    ordered = sample.to(torch.float64).sort().values
    n = len(ordered)
    model = torch.special.ndtr(ordered)
    steps = torch.arange(n + 1, dtype=torch.float64) / n
    return float(torch.maximum(model - steps[:-1], steps[1:] - model).max())


def cdf_distance_bound(n: int) -> float:
    """Exceeded with probability at most ALPHA: Dvoretzky-Kiefer-Wolfowitz with Massart's constant,
    P(sup |F_n - F| > t) <= 2 exp(-2nt²) for every n.
    """
    return math.sqrt(math.log(2 / ALPHA) / (2 * n))


def is_standard_normal(sample: Tensor) -> bool:
    """Whether a sample (n,) may come from independent N(0, 1) draws.

    Three tests: shape by the distance above, spread, and centre. For the spread, n·s² is
    chi-squared with n degrees of freedom, for which P(|n·s²/n - 1| > t) <= 2 exp(-nt²/8), 0 < t < 1
    (Wainwright, High-Dimensional Statistics, example 2.11); √n times the mean is N(0, 1), for which
    P(|z| > t) <= 2 exp(-t²/2).
    """
    n = len(sample)
    sample = sample.to(torch.float64)
    limit = math.log(2 / ALPHA)
    return (
        is_within(largest_cdf_distance(sample), cdf_distance_bound(n))
        and is_within(abs(float((sample**2).mean()) - 1), math.sqrt(8 * limit / n))
        and is_within(abs(float(sample.mean())), math.sqrt(2 * limit / n))
    )


def are_uncorrelated(columns: Tensor) -> bool:
    """Whether the columns (n, k) of N(0, 1) draws may be independent of each other.

    The product of two independent N(0, 1) has E exp(s·xy) = (1 - s²)^(-1/2) <= exp(s²) for
    |s| <= 0.88, so by Chernoff P(|mean of n| > t) <= 2 exp(-nt²/4) for t <= 1.7; Bonferroni over
    the k(k-1)/2 pairs.
    """
    n, k = columns.shape
    columns = columns.to(torch.float64)
    products = (columns.T @ columns / n).triu(1)
    pairs = max(1, k * (k - 1) // 2)
    bound = math.sqrt(4 * math.log(2 * pairs / ALPHA) / n)
    return is_within(float(products.abs().max()), bound)


def neighbours_kept(order: Tensor) -> int:
    """How many consecutive positions hold rows that were neighbours (i, i±1) before a shuffle."""
    return int((order.diff().abs() == 1).sum())


# For a random permutation of n rows, E[C(X, k)] = 2^k/k! · (n - k)/n for the number X of neighbours
# kept (count the permutations in which k given pairs stay together), so by Markov's inequality
# P(X >= k) <= 2^k/k!, which is 4e-13 for k = 20. But a random minibatch may be gone through in the
# order of the data (a mask picks its rows): of 200 rows, neighbours fall into the same one of 20
# minibatches with probability 9/199, 9 of them on average, and P(X >= k) is about 9^k/k!, which is
# 4e-11 for k = 41. Shuffled blocks of ten keep 9 of 10.
MOST_NEIGHBOURS_KEPT = 40


def whole_blocks(order: Tensor, size: int) -> int:
    """How many groups of `size` consecutive positions hold rows of one block [k·size, (k+1)·size).

    For 200 rows in groups of 10 the chance of even one is below 20·20/C(200, 10) = 2e-14.
    """
    blocks = (order.long() // size).reshape(-1, size)
    return int((blocks == blocks[:, :1]).all(1).sum())


def early_rows_in_first_half(order: Tensor) -> int:
    """How many rows of the data's first half came in the first half of the pass."""
    half = len(order) // 2
    return int((order[:half] < half).sum())


# That number is hypergeometric: for 200 rows its mean is 50, and by the exact distribution it is
# off by 26 or more with probability 1.6e-13. Data kept in order, or shuffled only among a few rows
# ahead, are off by almost 50.
LARGEST_LEAN = 25

# Two independent random permutations agree in k given places with probability (n - k)!/n!, so in k
# or more places with probability at most C(n, k)·(n - k)!/n! = 1/k!, which is 8e-13 for k = 15.
MOST_PLACES_KEPT = 14
