"""Right answers, in many styles, to the exercises of lesson 1 in `least_squares`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from autograder.course.linear_regression.least_squares import dependent_columns, few_examples
from autograder.judge.draw import Draw

RIGHT = {
    "least_squares": [
        f"""
        def least_squares(X, y):
            design = torch.cat([X, torch.ones(len(X), 1)], dim=1)
            solution = {solver}
            return solution[:-1], solution[-1]
        """
        for solver in (
            "torch.linalg.lstsq(design, y.to(design.dtype)).solution",
            "torch.linalg.lstsq(design, y, driver='gelsy').solution",
            "torch.linalg.lstsq(design, y, driver='gelsd').solution",
            "torch.linalg.pinv(design) @ y",
            "torch.linalg.pinv(design.T @ design) @ design.T @ y",
            "torch.linalg.pinv(design.T @ design, hermitian=True) @ (design.T @ y)",
        )
    ]
    + [
        """
        def least_squares(X, y):
            design = torch.hstack([torch.ones_like(y), X])
            solution = torch.linalg.lstsq(design, y).solution
            return [solution[1:], solution[0]]
        """,
        """
        def least_squares(X, y):
            mean_X, mean_y = X.mean(0, keepdim=True), y.mean(0, keepdim=True)
            w = torch.linalg.pinv(X - mean_X) @ (y - mean_y)
            return w, (mean_y - mean_X @ w).reshape(1)
        """,
        """
        import numpy as np

        def least_squares(X, y):
            design = np.column_stack([X.numpy(), np.ones(len(X))])
            solution = torch.from_numpy(np.linalg.lstsq(design, y.numpy(), rcond=None)[0]).to(X.dtype)
            return solution[:-1], solution[-1]
        """,
        """
        def least_squares(X, y):
            design = torch.nn.functional.pad(X, (0, 1), value=1.0)
            U, S, Vh = torch.linalg.svd(design, full_matrices=False)
            inverse = torch.where(S > 1e-5 * S[0], 1 / S, torch.zeros_like(S))
            solution = Vh.T @ (inverse[:, None] * (U.T @ y))
            return solution[:-1], solution[-1]
        """,
    ],
}


def test_every_right_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []


@pytest.mark.parametrize("number", range(40))
def test_dependent_columns_are_so_in_every_order(number: int) -> None:
    """What torch's gelsy needs while it starts from a random list of pivots (checks' comment)."""
    draw = Draw(f"{number:032x}", "columns")
    for X, rank in ((dependent_columns(draw)[0], 3), (few_examples(draw, 4)[0], 4)):
        design = torch.column_stack([X, torch.ones(len(X))]).double()
        columns = range(design.shape[1])
        assert int(torch.linalg.matrix_rank(design)) == rank < len(columns)
        for chosen in torch.combinations(torch.tensor(columns), rank):
            assert int(torch.linalg.matrix_rank(design[:, chosen])) == rank
