"""Right answers, in many styles, to the exercises of lesson 3 in `checks`."""

from __future__ import annotations

from collections.abc import Callable

from autograder.outcome import Status, Verdict

RIGHT = {
    "l2_loss": [
        "def l2_loss(y_hat, y):\n    return 0.5 * (y - y_hat) ** 2",
        "def l2_loss(y_hat, y):\n    return (y_hat - y).pow(2).div(2)",
        "def l2_loss(y_hat, y):\n    return torch.square(y_hat - y.reshape(y_hat.shape)) / 2",
        "def l2_loss(y_hat, y):\n    error = y_hat - y\n    return error * error / 2",
        "def l2_loss(y_hat, y):\n    return y_hat**2 / 2 - y_hat * y + y**2 / 2",
        """
        def l2_loss(y_hat, y):
            pairs = zip(y_hat.flatten(), y.flatten())
            return torch.stack([(a - c) ** 2 / 2 for a, c in pairs]).reshape(y.shape)
        """,
    ],
    "l1_loss": [
        "def l1_loss(y_hat, y):\n    return (y_hat - y).abs()",
        "def l1_loss(y_hat, y):\n    return torch.abs(y - y_hat)",
        "def l1_loss(y_hat, y):\n    return torch.maximum(y_hat - y, y - y_hat)",
        "def l1_loss(y_hat, y):\n    e = y_hat - y\n    return torch.where(e > 0, e, -e)",
        "def l1_loss(y_hat, y):\n    e = y_hat - y\n    return e * e.sign()",
        "def l1_loss(y_hat, y):\n    e = y_hat - y\n    return e.relu() + (-e).relu()",
        "def l1_loss(y_hat, y):\n    e = y_hat - y\n    return e.clamp(min=0) - e.clamp(max=0)",
        """
        def l1_loss(y_hat, y):
            losses = []
            for a, c in zip(y_hat.reshape(-1), y.reshape(-1)):
                losses.append(a - c if a > c else c - a)
            return torch.stack(losses).view(y.shape)
        """,
    ],
    "huber_loss": [
        """
        def huber_loss(y_hat, y, delta=1.0):
            e = torch.abs(y_hat - y)
            return torch.where(e < delta, 0.5 * e**2, delta * e - 0.5 * delta**2)
        """,
        """
        def huber_loss(y_hat, y, delta=1.0):
            e = (y_hat - y).abs()
            small = e.clamp(max=delta)
            return small**2 / 2 + delta * (e - small)
        """,
        """
        def huber_loss(y_hat, y, delta=1.0):
            e = y_hat - y
            near = (e.abs() <= delta).to(e.dtype)
            return near * e**2 / 2 + (1 - near) * delta * (e.abs() - delta / 2)
        """,
        """
        def huber_loss(y_hat, y, delta=1.0):
            e = y_hat - y
            loss = e**2 / 2
            far = e.abs() > delta
            loss[far] = delta * (e[far].abs() - 0.5 * delta)
            return loss
        """,
        """
        def huber_loss(y_hat, y, delta=1.0):
            losses = []
            for e in (y_hat - y).flatten():
                if e.abs() <= delta:
                    losses.append(e * e / 2)
                else:
                    losses.append(delta * (e.abs() - delta / 2))
            return torch.stack(losses).reshape(y.shape)
        """,
        """
        def huber_loss(y_hat, y, delta=1.0):
            delta = torch.tensor(float(delta))
            e = (y_hat - y).abs()
            return torch.where(e > delta, delta * (e - delta / 2), e.square() / 2)
        """,
    ],
    "gaussian_nll": [
        """
        def gaussian_nll(y_hat, y, sigma):
            return (y - y_hat) ** 2 / (2 * sigma**2) + 0.5 * math.log(2 * math.pi * sigma**2)
        """,
        """
        import numpy as np

        def gaussian_nll(y_hat, y, sigma):
            return 0.5 * (np.log(2 * np.pi) + 2 * np.log(sigma) + ((y_hat - y) / sigma) ** 2)
        """,
        """
        def gaussian_nll(y_hat, y, sigma):
            sigma = torch.tensor(float(sigma))
            two_pi = torch.tensor(2 * math.pi)
            return (y_hat - y) ** 2 / (2 * sigma**2) + torch.log(sigma) + torch.log(two_pi) / 2
        """,
        """
        def gaussian_nll(y_hat, y, sigma):
            variance = torch.as_tensor(sigma, dtype=y.dtype) ** 2
            return ((y_hat - y).square() / variance + variance.log() + math.log(2 * math.pi)) / 2
        """,
        """
        def gaussian_nll(y_hat, y, sigma):
            scale = 1 / (math.sqrt(2 * math.pi) * sigma)
            return -(math.log(scale) - (y_hat - y) ** 2 / (2 * sigma * sigma))
        """,
        """
        def gaussian_nll(y_hat, y, sigma):
            return l2_loss(y_hat, y) / sigma**2 + math.log(sigma * math.sqrt(2 * math.pi))
        """,
    ],
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "l2_loss": {
        "errors cut off": "def l2_loss(y_hat, y):\n    return (y_hat - y).clamp(-10, 10) ** 2 / 2",
        "root of the square": "def l2_loss(y_hat, y):\n"
        "    return torch.sqrt((y_hat - y) ** 2) ** 2 / 2",
        "by logarithms": "def l2_loss(y_hat, y):\n"
        "    return torch.exp(2 * (y_hat - y).abs().log()) / 2",
    },
    "gaussian_nll": {
        "root of the square": "def gaussian_nll(y_hat, y, sigma):\n"
        "    z = torch.sqrt((y_hat - y) ** 2) / sigma\n"
        "    return z**2 / 2 + math.log(sigma) + math.log(2 * math.pi) / 2",
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
