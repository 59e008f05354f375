"""The oracle's formulas against autograd."""

from __future__ import annotations

import torch

from autograder.course import oracle
from autograder.judge.draw import Draw


def test_two_layer_descent_is_what_autograd_finds() -> None:
    draw = Draw("7" * 32, "descent")
    shapes = ((3, 2), (3,), (1, 3), (1,))
    start = [draw.normal(*shape, dtype=torch.float64) for shape in shapes]
    batches = [(draw.normal(n, 2), draw.normal(n, 1)) for n in (4, 3)]
    parameters = [tensor.clone().requires_grad_() for tensor in start]
    for X, y in batches:
        A, a, C, c = parameters
        loss = (((X.double() @ A.T + a) @ C.T + c - y.double()) ** 2).mean()
        gradients = torch.autograd.grad(loss, parameters)
        parameters = [
            (p - 0.1 * g).detach().requires_grad_()
            for p, g in zip(parameters, gradients, strict=True)
        ]
    for found, expected in zip(
        oracle.two_layer_descent(batches, start, 0.1), parameters, strict=True
    ):
        torch.testing.assert_close(found, expected.detach())
