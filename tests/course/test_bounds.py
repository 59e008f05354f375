"""The chance that a statistical check rejects a right answer, worked out without the checks' code.

Thresholds are the checks' own; distributions are computed here, exactly where there is a formula.
docs/tolerances.md has the derivations and a table of these numbers.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest
import torch

from autograder.course import fashion, minibatches, statistics
from autograder.course.catalog import NAMES, assignment
from autograder.course.fashion_mnist import loading, served
from autograder.course.linear_regression import training
from autograder.course.linear_regression_concise import training as concise_training
from autograder.grading import Grader
from autograder.judge import expect
from autograder.judge.check import Exercise
from autograder.outcome import CheckOutcome, Status

ROOT = Path(__file__).parents[2]
MOST = 1e-9  # for each check


# ---------------------------------------------------------------- tests of normality


def smirnov_tail(n: int, t: float) -> float:
    """Twice P(D_n⁺ >= t), by the exact formula of Birnbaum and Tingey (1951)."""
    j = torch.arange(int(n * (1 - t)) + 1, dtype=torch.float64)
    size = torch.tensor(float(n), dtype=torch.float64)
    choose = torch.lgamma(size + 1) - torch.lgamma(j + 1) - torch.lgamma(size - j + 1)
    logs = choose + (j - 1) * (t + j / n).log() + (n - j) * (1 - t - j / n).clamp(1e-300).log()
    return 2 * t * float(logs.logsumexp(0).exp())


def chi_squared_tail(n: int, t: float) -> float:
    """P(|χ²_n/n - 1| > t) from the incomplete gamma functions."""
    half = torch.tensor(n / 2, dtype=torch.float64)
    below, above = half * (1 - t), half * (1 + t)
    return float(torch.special.gammainc(half, below) + torch.special.gammaincc(half, above))


def normal_tail(z: float) -> float:
    """P(|N(0, 1)| > z)."""
    return math.erfc(z / math.sqrt(2))


def product_tail(n: int, t: float) -> float:
    """Chernoff's bound of P(|mean of n products xy| > t), with the best s in E exp(s·xy)."""
    s = (math.sqrt(1 + 4 * t * t) - 1) / (2 * t)
    return 2 * math.exp(-n * (s * t + math.log1p(-s * s) / 2))


@pytest.mark.parametrize("n", [400, 2_000, 10_000, 20_000, 30_000])
def test_a_test_of_normality_has_the_level_it_claims(n: int) -> None:
    level = statistics.ALPHA * 1.001
    assert smirnov_tail(n, statistics.cdf_distance_bound(n)) <= level
    assert statistics.spread_bound(n) < 1
    assert chi_squared_tail(n, statistics.spread_bound(n)) <= level
    assert normal_tail(math.sqrt(n) * statistics.mean_bound(n)) <= level
    for pairs in (1, 3):
        assert pairs * product_tail(n, statistics.product_bound(n, pairs)) <= level


# How many comparisons each check makes. One of `labels_follow_the_model` is of rounding alone.
COMPARISONS = {
    "synthetic_data.features_are_standard_normal": 16,
    "synthetic_data.labels_follow_the_model": 21,
    "train_linreg.starts_small": 3,
    "linreg_net.weights_are_small_and_normal": 4,
    "softmax_net.net_starts_small": 3,
    "init_weights.initialises_linear_layers": 3,
    # in four passes a comparison of neighbours and one of halves, and two for every two passes
    "data_iter.order_is_random": 2 * (2 * 2 + 2),
    "load_array.shuffles_when_training": 2 * (2 * 2 + 2),
}


@pytest.mark.parametrize("lesson", NAMES)
def test_checks_make_as_many_comparisons_as_counted(
    grader: Grader, monkeypatch: pytest.MonkeyPatch, lesson: str
) -> None:
    made: list[float] = []
    monkeypatch.setattr(expect, "on_comparison", made.append)
    found = {}

    def note(exercise: Exercise, outcome: CheckOutcome) -> None:
        assert outcome.status is Status.PASSED
        found[f"{exercise.name}.{outcome.name}"] = len(made)
        made.clear()

    names = {name.split(".")[0] for name in COMPARISONS}
    only = [each.name for each in assignment(lesson).exercises if each.name in names]
    if only:
        text = (ROOT / "solutions" / f"{lesson}.py").read_bytes()
        grader.grade(assignment(lesson), "a.py", text, seed="5" * 32, only=only, progress=note)
    for exercise in only:
        wanted = {name: n for name, n in COMPARISONS.items() if name.startswith(f"{exercise}.")}
        assert {name: found[name] for name in wanted} == wanted


def normality(check: str) -> float:
    return COMPARISONS[check] * statistics.ALPHA


# ---------------------------------------------------------------- tests of order


def tails(moments: list[Fraction]) -> list[Fraction]:
    """P(X >= k) for k = 0, 1 ... from E[C(X, j)], by inclusion and exclusion."""
    return [Fraction(1)] + [
        sum((-1) ** (j - k) * math.comb(j - 1, k - 1) * m for j, m in enumerate(moments) if j >= k)
        for k in range(1, len(moments))
    ]


def times(one: list[int], other: list[int]) -> list[int]:
    product = [0] * (len(one) + len(other) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            product[i + j] += a * b
    return product


def power(polynomial: list[int], exponent: int) -> list[int]:
    product = [1]
    for _ in range(exponent):
        product = times(product, polynomial)
    return product


def in_same_batch(n: int, size: int, ways: Callable[[int, int], int]) -> list[Fraction]:
    """Tails of a count over a random division of n rows into batches, whose k-th moment is a
    product over the batches of `ways` to have j of the k in one of so many rows.
    """
    full, rest = divmod(n, size)
    counts = power([ways(j, size) for j in range(size + 1)], full)
    counts = times(counts, [ways(j, rest) for j in range(rest + 1)])
    return tails([Fraction(count, math.perm(n, k)) for k, count in enumerate(counts)])


def neighbours_tail(n: int, size: int, most: int) -> float:
    """P(more than `most` neighbours kept): the larger of a permutation's (by Markov's inequality)
    and that of rows in their own order within random minibatches.

    In the latter, row i and i + 1 stay together wherever they are in one minibatch; j rows' links
    to their successors are kept in C(size - 1, j)·size!/(size - j)! ways. Two minibatches that
    follow each other are joined by neighbours only if all rows but one of the first are below all
    but one of the second: 2/C(2·size, size), or 2/C(size + rest, rest) with the last one of `rest`
    rows. Of 2m - 1 such joints m are of disjoint pairs.
    """
    permutation = 2 ** (most + 1) / math.factorial(most + 1)
    within = in_same_batch(
        n, size, lambda j, rows: math.comb(max(rows - 1, 0), j) * math.perm(rows, j)
    )
    pairs = (-(-n // size) + 1) // 2
    joint = 2 / math.comb(size + (n % size or size), size)
    in_order = min(
        float(within[most + 1 - 2 * (m - 1)]) + 2 * math.comb(pairs, m) * joint**m
        for m in range(1, 8)
    )
    return max(permutation, in_order)


def lean_tail(n: int, most: int) -> float:
    """P(|X - n/4| > most) for the hypergeometric number X of early rows in the first half."""
    half = n // 2
    off = [x for x in range(half + 1) if abs(x - n / 4) > most]
    ways = sum(math.comb(half, x) * math.comb(n - half, half - x) for x in off)
    return float(Fraction(ways, math.comb(n, half)))


def order(passes: int, comparisons_of_two: int, n: int = minibatches.ORDER_ROWS) -> float:
    size = minibatches.ORDER_BATCH
    blocks = (n // size) ** 2 / math.comb(n, size)
    shared = in_same_batch(n, size, lambda j, rows: math.comb(rows, j) ** 2 * math.factorial(j))
    each = (
        neighbours_tail(n, size, statistics.MOST_NEIGHBOURS_KEPT)
        + blocks
        + lean_tail(n, statistics.LARGEST_LEAN)
    )
    two = float(shared[statistics.MOST_PLACES_KEPT + 1])
    # By their places in the one pass the rows of another are again such an order.
    two += neighbours_tail(n, size, statistics.MOST_NEIGHBOURS_KEPT)
    return passes * each + comparisons_of_two * two


def test_the_moments_of_small_shuffles_are_right() -> None:
    """All ways to put four rows into two batches of two."""
    kept = in_same_batch(4, 2, lambda j, rows: math.comb(max(rows - 1, 0), j) * math.perm(rows, j))
    shared = in_same_batch(4, 2, lambda j, rows: math.comb(rows, j) ** 2 * math.factorial(j))
    assert kept[:3] == [1, Fraction(2, 3), Fraction(1, 3)]  # 01|23 keeps two, 12|03 one
    assert shared[1:] == [Fraction(5, 6)] * 2 + [Fraction(1, 6)] * 2


def order_with_a_rest() -> float:
    """Two passes over 200 rows; two over 209, whose last minibatches may have the same 9 rows; and
    ten over 12 rows one by one, in all of which the first may be the first, or the last the last,
    or the permutation a single cycle, as (n - 1)! of n! are.
    """
    n, size = minibatches.UNEVEN_ROWS, minibatches.ORDER_BATCH
    alike = 3 / minibatches.ENDS_ROWS**minibatches.ENDS_PASSES
    return order(2, 1) + order(2, 1, n) + 1 / math.comb(n, n % size) + alike


def test_one_in_n_permutations_is_a_circle() -> None:
    found = [
        statistics.is_circle(torch.tensor(each, dtype=torch.float64))
        for each in itertools.permutations(range(5))
    ]
    assert sum(found) == math.factorial(4)
    for wrong in ([1.0, 2.0, 1.0], [1.0, 2.0, 7.0], [1.0, 0.0, 2.0]):
        assert not statistics.is_circle(torch.tensor(wrong, dtype=torch.float64))


def four_examples() -> float:
    """All calls show two epochs with the same two minibatches, of 3 pairs of them, or all the same
    first epoch, of 6 equally likely ones.
    """
    calls = training._ORDER_CALLS
    return 3.0**-calls + 6.0 ** (1 - calls)


def loader() -> float:
    size, n = loading._SEEN_SIZE[0], 5_000  # of the embedded sample: in the whole it is less
    most, seen = statistics.MOST_NEIGHBOURS_KEPT, loading._SEEN_BATCHES * size
    neighbours = 2 ** (most + 1) / math.factorial(most + 1)
    centre = 2 * math.exp(-2 * seen * statistics.centre_bound(seen) ** 2)
    begin_alike = float(Fraction(1, math.comb(n, size)))
    alike = 0.1041 / (1 - 100 / n)  # of pairs of images differ by twice the tolerance, or less
    assert loading._RESIZE_TOLERANCE <= 0.075
    return neighbours + centre + begin_alike + math.comb(100, 50) * alike**50


# ---------------------------------------------------------------- measured


# What the start leaves of the worst parameters exceeds the first with a chance of the second:
# benchmarks/convergence.py, with two standard errors added.
LEFT = {0.006: 1.91e-10, 0.0065: 4.1e-11, 0.007: 9.5e-12, 0.008: 4.5e-13}
ROUNDING = 1e-4  # more than 300 steps of float32 add to parameters of size 4


def normal_noise(room: float, deviation: float) -> float:
    """P(the noise in one of w1, w2, b exceeds `room`)."""
    return 3 * normal_tail(room / deviation)


def converges() -> float:
    room = training._CONVERGED - ROUNDING
    return min(chance + normal_noise(room - left, 0.00044) for left, chance in LEFT.items())


def converges_concisely() -> float:
    """The start leaves less than 1e-5; the deviation was 0.00058 at most."""
    return normal_noise(concise_training._CONVERGED - ROUNDING - 1e-5, 0.0006)


def poisson_upper(failures: int) -> float:
    """The mean for which so few failures have a chance of 1e-3: end of a 99.9 % interval."""
    low, high = 0.0, 100.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        chance = sum(math.exp(-middle) * middle**k / math.factorial(k) for k in range(failures + 1))
        low, high = (middle, high) if chance > 1e-3 else (low, middle)
    return high


RUNS_MEASURED = {1: (2_925, 1), 12: (1_600, 0)}  # by epochs: runs, and those at 0.7 or below


def learns() -> float:
    assert fashion.TARGET <= 0.7
    chances = []
    for epochs in (fashion._EPOCHS, fashion._EPOCHS_OF_SAMPLE):
        runs, failures = RUNS_MEASURED[epochs]
        chances.append(poisson_upper(failures) / runs)
    return max(chances) ** fashion.RUNS


NEAREST_MEAN, NEAREST_SD, NEAREST_BEYOND = 0.0227, 0.0067, 0.05  # of `_ALIKE_SIDES`, 600 images


def resized() -> float:
    """Bernstein's inequality for the mean of 100 images, the worst right resizing."""
    t = loading._ALIKE - NEAREST_MEAN
    return math.exp(-100 * t**2 / (2 * NEAREST_SD**2 + 2 * NEAREST_BEYOND * t / 3))


def test_the_worst_right_resizing_is_as_measured() -> None:
    images = fashion.part(True)[0][:100, None].float() / 255
    distances = torch.cat(
        [
            served.distances_to_training_images(
                torch.nn.functional.interpolate(images, (side, side), mode="nearest")
            )
            for side in loading._ALIKE_SIDES
        ]
    )
    assert float(distances.mean()) < NEAREST_MEAN + 4 * NEAREST_SD / 10
    assert float(distances.std()) < 1.2 * NEAREST_SD
    assert float(distances.max()) < NEAREST_MEAN + NEAREST_BEYOND


# ---------------------------------------------------------------- all of them

BOUNDS: dict[str, Callable[[], float]] = {
    **{name: partial(normality, name) for name in list(COMPARISONS)[:6]},
    "data_iter.order_is_random": order_with_a_rest,
    "load_array.shuffles_when_training": lambda: order(4, 2),
    "train_linreg.shuffles_every_epoch": four_examples,
    "train_linreg.finds_the_true_parameters": converges,
    "train_concise.finds_the_true_parameters": converges_concisely,
    "load_data_fashion_mnist.training_is_shuffled": loader,
    "load_data_fashion_mnist.resizes_images": resized,
    "train.learns_fashion_mnist": learns,
    "train_softmax_concise.learns_fashion_mnist": learns,
}

# Not registered as statistical: the chance is of the judge's own making, or beyond all numbers.
OTHERS: dict[str, Callable[[], float]] = {
    # one of six weights that start farther than the 7 deviations which `_START` allows for
    "train_linreg.follows_gradient_descent": lambda: 6 * normal_tail(7),
    # 26 of 50 rows with equal float32 numbers, each with a chance of 1e-5 at most, or with noises
    # that are no more than 5e-5 apart
    "synthetic_data.draws_are_fresh": lambda: (
        math.comb(50, 26) * (2 * 1e-5**26 + (1 - normal_tail(5e-5 / 2**0.5)) ** 26)
    ),
    # the module that must be left alone looks as if it had been changed
    "init_weights.leaves_other_modules_alone": lambda: 0.15**18 + 2.0**-48 + 0.04**20,
}


def statistical_checks() -> Iterator[str]:
    for lesson in NAMES:
        for exercise in assignment(lesson).exercises:
            for check in exercise.checks:
                if check.is_statistical:
                    yield f"{exercise.name}.{check.name}"


def in_the_table() -> dict[str, str]:
    """The page's bounds by check, as written."""
    page = (ROOT / "docs" / "tolerances.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+\.\w+)` \|.*\| (\S+) \|$", page, re.MULTILINE)
    assert max(Counter(name for name, _bound in rows).values()) == 1
    return dict(rows)


def test_every_statistical_check_has_a_bound() -> None:
    assert sorted(BOUNDS) == sorted(statistical_checks())


@pytest.mark.parametrize("check", BOUNDS | OTHERS)
def test_a_right_answer_is_rejected_less_than_once_in_a_milliard(check: str) -> None:
    bound = (BOUNDS | OTHERS)[check]()
    assert 0 < bound < MOST
    assert in_the_table()[check] == f"{bound:.0e}"


def test_the_table_has_no_other_checks() -> None:
    assert set(in_the_table()) == set(BOUNDS | OTHERS)
