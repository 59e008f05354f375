"""Right answers, in many styles, to the exercises of lesson 1 in `descent`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.outcome import Status, Verdict

RIGHT = {
    "sgd": [
        """
        def sgd(params, lr, batch_size):
            with torch.no_grad():
                for param in params:
                    param -= lr * param.grad / batch_size
                    param.grad.zero_()
        """,
        """
        def sgd(params, lr, batch_size):
            for param in params:
                param.data -= lr * param.grad / batch_size
                param.grad.data.zero_()
        """,
        """
        @torch.no_grad()
        def sgd(params, lr, batch_size):
            for param in params:
                param.sub_(param.grad, alpha=lr / batch_size)
                param.grad = None
        """,
        """
        def sgd(params, lr, batch_size):
            for p in params:
                p.data = p.data - lr * (p.grad / batch_size)
                p.grad = torch.zeros_like(p)
        """,
        """
        def sgd(params, lr, batch_size):
            params = list(params)  # which may come as an iterator
            with torch.inference_mode(False), torch.no_grad():
                for p in params:
                    p.copy_(p - lr / batch_size * p.grad)
                for p in params:
                    p.grad.fill_(0)
        """,
        """
        def sgd(params, lr, batch_size):
            for p in params:
                with torch.no_grad():
                    p[:] = torch.add(p, p.grad, alpha=-lr / batch_size)
                p.grad *= 0
            return params
        """,
    ],
    "linreg_gradients": [
        """
        def linreg_gradients(X, y, w, b):
            residual = X @ w + b - y
            return X.T @ residual / len(X), residual.mean(0)
        """,
        """
        def linreg_gradients(X, y, w, b):
            n = X.shape[0]
            r = torch.einsum("nd,dk->nk", X, w) + b - y
            return [torch.einsum("nd,nk->dk", X, r) / n, r.sum(dim=0) / n]
        """,
        """
        def linreg_gradients(X, y, w, b):
            error = X @ w + b - y
            return (X * error).mean(0).reshape(-1, 1), error.mean().reshape(1)
        """,
        """
        def linreg_gradients(X, y, w, b):
            grad_w, grad_b = torch.zeros_like(w), torch.zeros_like(b)
            for x, label in zip(X, y):
                error = x @ w + b - label
                grad_w += error * x[:, None]
                grad_b += error
            return grad_w / len(X), grad_b / len(X)
        """,
        """
        def linreg_gradients(X, y, w, b):
            design = torch.cat([X, X.new_ones(len(X), 1)], 1)
            theta = torch.cat([w, b[:, None]])
            gradient = design.T @ (design @ theta - y) / len(X)
            return gradient[:-1], gradient[-1]
        """,
        """
        def linreg_gradients(X, y, w, b):
            A, c, n = X.T @ X, X.sum(0, keepdim=True).T, len(X)
            return (A @ w + c * b - X.T @ y) / n, (c.T @ w + n * b - y.sum()).flatten() / n
        """,
    ],
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "sgd": {
        "momentum on the parameter": """
            def sgd(params, lr, batch_size):
                with torch.no_grad():
                    for p in params:
                        p.velocity = 0.5 * getattr(p, "velocity", 0) + p.grad / batch_size
                        p -= lr * p.velocity
                        p.grad.zero_()
        """,
        "momentum in a dictionary": """
            from torch.utils.weak import WeakTensorKeyDictionary

            velocities = WeakTensorKeyDictionary()

            def sgd(params, lr, batch_size):
                for p in params:
                    v = 0.1 * velocities[p] + p.grad if p in velocities else p.grad
                    velocities[p] = v.clone()
                    p.data -= lr * v / batch_size
                    p.grad = None
        """,
        "weight decay": """
            def sgd(params, lr, batch_size):
                with torch.no_grad():
                    for p in params:
                        p -= lr * (p.grad / batch_size + 1e-4 * p)
                        p.grad.zero_()
        """,
        "gradients cut off": """
            def sgd(params, lr, batch_size):
                with torch.no_grad():
                    for p in params:
                        p -= lr * p.grad.clamp(-100, 100) / batch_size
                        p.grad.zero_()
        """,
        "learning rate cut off": """
            def sgd(params, lr, batch_size):
                with torch.no_grad():
                    for p in params:
                        p -= min(lr, 1.0) * p.grad / batch_size
                        p.grad.zero_()
        """,
        "no step that is small": """
            def sgd(params, lr, batch_size):
                with torch.no_grad():
                    for p in params:
                        p -= max(lr, 1e-3) * p.grad / batch_size
                        p.grad.zero_()
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


SPOILT = {
    "wrong dtype": "p.data = p.data.double()",
    "wrong shape": "p.data = p.data.reshape(-1)[:0]",
    "complex": "p.data = p.data.to(torch.complex64)",
    "nan": "p.data.fill_(float('nan'))",
    "infinite gradient": "p.grad = torch.full_like(p, float('inf'))",
    "nan gradient": "p.grad = torch.full_like(p, float('nan'))",
    "a little too far": "p.data.add_(2e-3)",
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_spoilt_parameters_never_pass_and_never_harm(
    graded: Callable[..., Verdict], spoil: str
) -> None:
    code = f"""
        right_step = sgd

        def sgd(params, lr, batch_size):
            right_step(params, lr, batch_size)
            for p in params:
                {spoil}
        """
    verdict = graded(code, "sgd")
    assert [c.name for c in verdict.checks if c.status is Status.INTERNAL] == []
    assert verdict.score is not None
    assert verdict.score < verdict.max_score
