"""Right answers to lesson 3 in manners that one may meet once in a hundred submissions."""

from __future__ import annotations

from collections.abc import Callable

RIGHT = {
    "l2_loss": {
        "a lambda": "l2_loss = lambda y_hat, y: torch.pow(y_hat - y, 2).mul(0.5)",
        "in place on an own tensor": """
            def l2_loss(y_hat, y):
                difference = y_hat.clone()
                difference -= y
                return difference.square() * 0.5
        """,
        "float64 inside": """
            def l2_loss(y_hat, y):
                return ((y_hat.double() - y.double()) ** 2 / 2).to(y_hat.dtype)
        """,
    },
    "l1_loss": {
        "relu twice": """
            def l1_loss(y_hat, y):
                d = y_hat - y
                return torch.relu(d) + torch.relu(-d)
        """,
        "a custom function": """
            class Distance(torch.autograd.Function):
                @staticmethod
                def forward(ctx, a, b):
                    ctx.save_for_backward(a, b)
                    return (a - b).abs()

                @staticmethod
                def backward(ctx, grad):
                    a, b = ctx.saved_tensors
                    slope = torch.sign(a - b) * grad
                    return slope, -slope

            def l1_loss(y_hat, y):
                return Distance.apply(y_hat, y)
        """,
        "maximum minus minimum": """
            def l1_loss(y_hat, y):
                return torch.maximum(y_hat, y) - torch.minimum(y_hat, y)
        """,
    },
    "huber_loss": {
        "clamped": """
            def huber_loss(y_hat, y, delta=1.0):
                a = torch.abs(y_hat - y)
                small = a.clamp(max=delta)
                return small * (a - small / 2)
        """,
        "one parabola less another": """
            def huber_loss(y_hat, y, delta=1.0):
                e = (y_hat - y).abs()
                over = torch.relu(e - delta)
                return e**2 / 2 - over**2 / 2
        """,
        "masks as numbers": """
            def huber_loss(y_hat, y, delta: float = 1.0, *, half=0.5):
                e = y_hat - y
                near = (e.abs() < delta).to(e.dtype)
                return near * half * e**2 + (1 - near) * delta * (e.abs() - half * delta)
        """,
        "entry by entry": """
            def huber_loss(y_hat, y, delta=1.0):
                def one(e):
                    return e * e / 2 if e.abs() <= delta else delta * (e.abs() - delta / 2)
                errors = (y_hat - y).reshape(-1)
                return torch.stack([one(e) for e in errors]).reshape(y_hat.shape)
        """,
    },
    "gaussian_nll": {
        "variance and one logarithm": """
            def gaussian_nll(y_hat, y, sigma):
                方差 = sigma**2
                return (y - y_hat).square() / (2 * 方差) + 0.5 * math.log(2 * math.pi * 方差)
        """,
        "tensors for the constants": """
            def gaussian_nll(y_hat, y, sigma):
                s = torch.tensor(sigma, dtype=y_hat.dtype)
                constant = torch.log(s * torch.sqrt(torch.tensor(2 * torch.pi, dtype=y_hat.dtype)))
                return constant + ((y_hat - y) / s).pow(2).div(2)
        """,
        "the precision": """
            import numpy as np

            def gaussian_nll(y_hat, y, sigma):
                precision = 1.0 / (sigma * sigma)
                return 0.5 * (precision * (y_hat - y) ** 2 - np.log(precision) + np.log(2 * np.pi))
        """,
    },
}


def test_every_unusual_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []
