"""What luck leaves alone tells two functions apart, and what it decides does not."""

from __future__ import annotations

from typing import Any

import torch

from autograder.judge.luck import agree_but_for_luck, form
from autograder.wire import Record

X = torch.tensor([[1.0, -2.0], [3.0, 4.0]])


def returned(value: Any) -> Record:
    return Record("returned", {"value": value})


def raised(kind: str, message: str) -> Record:
    return Record("raised", {"fault": Record("fault", {"type": kind, "message": message})})


def test_the_form_of_a_reply_is_what_luck_leaves_alone() -> None:
    batches = [(X, X[:, 0]), (X[:1], X[:1, 0])]
    shuffled = [(X.flip(0), X[:, 1]), (X[1:], X[1:, 1])]
    assert form(returned(batches)) == form(returned(shuffled))
    assert form(returned(batches)) != form(returned(batches[:1]))
    assert form(returned(X)) != form(returned(X.double()))
    assert form(raised("ValueError", "at 3")) == form(raised("ValueError", "at 7"))
    assert form(raised("ValueError", "at 3")) != form(raised("TypeError", "at 3"))


def drawn(seed: int, n: int = 4) -> torch.Tensor:
    return torch.randn(n, generator=torch.Generator().manual_seed(seed))


def layer(seed: int, bias: float) -> Record:
    return returned([drawn(seed), torch.tensor([bias])])


def differ_by_luck(ones: list[Record], others: list[Record]) -> bool:
    """Whether luck may be all in which these differ, asked once with some seeds."""
    return agree_but_for_luck([ones], [others], [()])


def test_what_luck_decides_may_differ_and_nothing_else() -> None:
    one = [layer(seed, 1.0) for seed in range(3)]
    assert differ_by_luck(one, [layer(seed, 1.0) for seed in range(3, 6)])
    assert not differ_by_luck(one, [layer(seed, 1.1) for seed in range(3, 6)])
    assert not differ_by_luck(one, [layer(seed, seed / 9) for seed in range(3)])
    assert not differ_by_luck([layer(3, 1.0)] * 3, [layer(seed, 1.0) for seed in range(3)])
    assert not differ_by_luck(one, [returned(1)] * 3)
    assert not differ_by_luck(one, [raised("ValueError", "no")] * 3)


def test_what_was_drawn_once_and_repeated_is_no_draw() -> None:
    every = [returned(drawn(seed, 100)) for seed in range(3)]
    repeated = [returned(drawn(seed, 10).repeat(10)) for seed in range(3, 6)]
    assert not differ_by_luck(every, repeated)
    assert differ_by_luck(every, [returned(drawn(seed, 100)) for seed in range(3, 6)])


def test_a_short_order_may_come_again_by_luck() -> None:
    same, other = returned([1, 2]), returned([2, 1])
    assert differ_by_luck([same, same, same], [other, same, other])


def test_what_is_put_again_and_again_may_be_the_same_with_each_seed_once() -> None:
    once = [returned([number]) for number in (3, 3, 3)]
    other = [[returned([number]) for number in numbers] for numbers in ((1, 4, 5), (2, 6, 7))]
    assert not differ_by_luck(once, other[0])
    assert agree_but_for_luck([once, other[1]], [other[0], other[0]], [(), ()])
    assert not agree_but_for_luck([once, once], other, [(), ()]), "luck makes no difference, ever"
    near = [[returned([number]) for number in numbers] for numbers in ((3, 4, 3), (5, 3, 3))]
    assert not agree_but_for_luck([once, once], near, [(), ()]), "though a number is the same"


def test_what_is_repeated_counts_alone_where_it_is_of_another_kind() -> None:
    other_biases = [[layer(seed, bias) for seed in range(3)] for bias in (1.0, 5.0)]
    fails = [raised("ValueError", "no")] * 3
    for one, expected in ((other_biases[0], True), (other_biases[1], False)):
        found = agree_but_for_luck([other_biases[0], fails], [one, fails], [(), ()])
        assert found is expected


def test_another_exception_is_not_the_same_by_luck() -> None:
    rights = [layer(seed, 1.0) for seed in range(3)]
    one, other = ([raised(kind, "no")] * 3 for kind in ("ValueError", "KeyError"))
    assert agree_but_for_luck([one], [one], [rights])
    assert not agree_but_for_luck([one], [other], [rights])
