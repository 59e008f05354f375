"""The same seed and names give the same inputs; anything else gives other ones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
import torch

from autograder.judge.draw import Draw, new_seed

SEED = "00112233445566778899aabbccddeeff"
DRAWS: dict[str, Callable[[Draw], Any]] = {
    "normal": lambda draw: draw.normal(3, 2, scale=2.0).tolist(),
    "uniform": lambda draw: draw.uniform(-1, 1, 4).tolist(),
    "integers": lambda draw: draw.integers(0, 10**6, 4).tolist(),
    "labels": lambda draw: draw.labels(20, 5).tolist(),
    "permutation": lambda draw: draw.permutation(20).tolist(),
    "signs": lambda draw: draw.signs(40).tolist(),
    "number": lambda draw: draw.number(0, 1),
    "size": lambda draw: draw.size(0, 10**6),
    "seed": lambda draw: draw.seed(),
}


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_a_regrade_draws_the_same_inputs(draw: Callable[[Draw], Any]) -> None:
    assert draw(Draw(SEED, "a", "e", "c")) == draw(Draw(SEED, "a", "e", "c"))


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_other_seeds_and_other_checks_draw_other_inputs(draw: Callable[[Draw], Any]) -> None:
    names = [
        ("a", "e", "c"),
        ("a", "e", "d"),
        ("a", "f", "c"),
        ("b", "e", "c"),
        ("ae", "", "c"),
        ("a", "ec"),
        (),
    ]
    drawn = [draw(Draw(SEED, *name)) for name in names] + [draw(Draw(new_seed(), "a", "e", "c"))]
    assert all(one != other for one, other in combinations(drawn, 2))


def test_what_one_check_draws_depends_on_no_other_draw() -> None:
    first, second = Draw(SEED, "c"), Draw(SEED, "d")
    alone = Draw(SEED, "c").normal(5).tolist()
    second.normal(100)
    torch.manual_seed(0)
    torch.rand(3)
    assert first.normal(5).tolist() == alone
    before = torch.initial_seed()
    first.seed()
    assert torch.initial_seed() == before, "the generators of this process are left alone"


def test_seeds_are_128_bits_and_never_the_same() -> None:
    seeds = {new_seed() for _ in range(100)}
    assert len(seeds) == 100
    assert all(len(bytes.fromhex(seed)) == 16 for seed in seeds)


def test_shapes_types_and_ranges() -> None:
    draw = Draw(SEED)
    assert draw.normal(2, 3).shape == (2, 3)
    assert draw.normal(2).dtype == torch.float32
    assert draw.normal(2, dtype=torch.float64).dtype == torch.float64
    uniform = draw.uniform(2, 3, 1000)
    assert 2 <= float(uniform.min()) < 2.1 < 2.9 < float(uniform.max()) <= 3
    assert set(draw.integers(3, 5, 200).tolist()) == {3, 4, 5}
    assert sorted(draw.permutation(5).tolist()) == [0, 1, 2, 3, 4]
    assert set(draw.signs(100).tolist()) == {-1.0, 1.0}
    assert {draw.size(1, 2) for _ in range(50)} == {1, 2}
    assert 0 <= draw.seed() < 2**63


@pytest.mark.parametrize("count", range(1, 6))
@pytest.mark.parametrize("classes", [2, 3, 10])
def test_labels_hold_the_first_and_the_last_class_where_they_can(count: int, classes: int) -> None:
    labels = Draw(SEED, str(count)).labels(count, classes).tolist()
    assert len(labels) == count
    assert all(0 <= label < classes for label in labels)
    assert classes - 1 in labels
    assert count == 1 or 0 in labels
