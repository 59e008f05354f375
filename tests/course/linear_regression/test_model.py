"""Right answers, in many styles, to the exercises of lesson 1 in `model`."""

from __future__ import annotations

from collections.abc import Callable

from autograder.outcome import Status, Verdict

RIGHT = {
    "linreg": [
        "def linreg(X, w, b):\n    return torch.matmul(X, w) + b",
        "def linreg(X, w, b):\n    return torch.addmm(b, X, w)",
        "def linreg(X, w, b):\n    return torch.einsum('nd,dk->nk', X, w) + b",
        "def linreg(X, w, b):\n    return (X * w.T).sum(dim=1, keepdim=True) + b",
        "def linreg(X, w, b):\n    return torch.nn.functional.linear(X, w.T, b)",
        "def linreg(X, w, b):\n    return torch.stack([x @ w + b for x in X])",
        "def linreg(X, w, b):\n    return b + sum(X[:, [j]] * w[j] for j in range(X.shape[1]))",
    ],
    "squared_loss": [
        "def squared_loss(y_hat, y):\n    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2",
        "def squared_loss(y_hat, y):\n    return 0.5 * (y_hat - y.view(-1, 1)).pow(2)",
        "def squared_loss(y_hat, y):\n    return torch.square(y.reshape(-1, 1) - y_hat).div(2)",
        """
        def squared_loss(y_hat, y):
            if y.ndim == 1:
                y = y.unsqueeze(1)
            error = y_hat - y
            return error * error * 0.5
        """,
        """
        def squared_loss(y_hat, y):
            return torch.stack([(a - c) ** 2 / 2 for a, c in zip(y_hat.flatten(), y.flatten())]).view_as(y_hat)
        """,
        """
        def squared_loss(y_hat, y):
            error = (y_hat.squeeze(1) - y.flatten())
            return (0.5 * error**2)[:, None]
        """,
    ],
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "linreg": {
        "cut off at 100": "def linreg(X, w, b):\n    return (X @ w + b).clamp(-100, 100)",
        "one weight as a number": """
            def linreg(X, w, b):
                return X * w.item() + b if len(w) == 1 else X @ w + b
        """,
    },
    "squared_loss": {
        "errors cut off at 100": """
            def squared_loss(y_hat, y):
                return (y_hat - y.reshape(y_hat.shape)).clamp(-100, 100) ** 2 / 2
        """,
        "root of the square": """
            def squared_loss(y_hat, y):
                return torch.sqrt((y_hat - y.reshape(y_hat.shape)) ** 2) ** 2 / 2
        """,
        "by logarithms": """
            def squared_loss(y_hat, y):
                return torch.exp(2 * (y_hat - y.reshape(y_hat.shape)).abs().log()) / 2
        """,
        "flat labels made anew": """
            def squared_loss(y_hat, y):
                if y.ndim == 1:
                    y = torch.tensor(y.tolist()).reshape(-1, 1)
                return (y_hat - y) ** 2 / 2
        """,
    },
}


def test_every_right_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []


def test_subtle_neighbours_lose_points(
    graded: Callable[..., Verdict], exercise: str, wrong: str
) -> None:
    verdict = graded(wrong, exercise)
    assert verdict.score < verdict.max_score
    assert {c.status for c in verdict.checks} <= {Status.PASSED, Status.FAILED, Status.ERROR}
