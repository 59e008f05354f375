"""The oracle's formulas against autograd."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from autograder.course import oracle
from autograder.judge.draw import Draw


def of_squares(scores: Tensor, y: Tensor) -> Tensor:
    return ((scores - y) ** 2).mean()


@pytest.mark.parametrize("q", [1, 3])
def test_two_layer_descent_is_what_autograd_finds(q: int) -> None:
    draw = Draw("7" * 32, "descent")
    shapes = ((4, 2), (4,), (q, 4), (q,))
    start = [draw.normal(*shape, dtype=torch.float64) for shape in shapes]
    loss_of, pull = (of_squares, oracle.pull_of_squares)
    if q > 1:
        loss_of, pull = (cross_entropy, oracle.pull_of_cross_entropy)
    labels = [draw.labels(n, q) if q > 1 else draw.normal(n, 1) for n in (4, 3)]
    batches = [(draw.normal(len(y), 2), y) for y in labels]
    parameters = [tensor.clone().requires_grad_() for tensor in start]
    for X, y in batches:
        A, a, C, c = parameters
        loss = loss_of((X.double() @ A.T + a) @ C.T + c, y)
        gradients = torch.autograd.grad(loss, parameters)
        parameters = [
            (p - 0.1 * g).detach().requires_grad_()
            for p, g in zip(parameters, gradients, strict=True)
        ]
    for found, expected in zip(
        oracle.two_layer_descent(batches, start, 0.1, pull), parameters, strict=True
    ):
        torch.testing.assert_close(found, expected.detach())


def test_small_errors_grow_by_no_more_than_the_stretch_of_a_path() -> None:
    """Two trainings from starts that differ by a millionth: some of them do move apart."""
    factors = []
    for number in range(20):
        draw = Draw("8" * 32, f"stretch {number}")
        batches = [(draw.normal(n, 4, scale=4.0), draw.labels(n, 3)) for n in (6, 6, 2)]
        W, b = draw.normal(4, 3, dtype=torch.float64), draw.normal(3, dtype=torch.float64)
        off = 1e-6 * draw.normal(4, 3, dtype=torch.float64)
        path, *_ = oracle.softmax_descent(batches, W, b, 0.5)
        other, *_ = oracle.softmax_descent(batches, W + off, b, 0.5)
        apart = [torch.cat([(v - u).flatten() for u, v in zip(*ends, strict=True)])
                 for ends in zip(path, other, strict=True)]  # fmt: skip
        factor, bound = apart[-1].norm() / apart[0].norm(), oracle.stretch(batches, path, 0.5)
        assert factor < 1.001 * bound
        factors.append(float(factor))
    assert max(factors) > 2
