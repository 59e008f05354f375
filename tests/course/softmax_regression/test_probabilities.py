"""Right answers, in many styles, to the exercises of lesson 5 in `probabilities`."""

from __future__ import annotations

from collections.abc import Callable

from autograder.outcome import Status, Verdict

RIGHT = {
    "softmax": [
        """
        def softmax(X):
            X_exp = torch.exp(X - X.max(dim=1, keepdim=True).values)
            return X_exp / X_exp.sum(1, keepdim=True)
        """,
        """
        def softmax(X: torch.Tensor, axis=-1) -> torch.Tensor:
            e = (X - X.max(axis, keepdim=True)[0].detach()).exp_()
            return e.div(e.sum(axis, keepdim=True))
        """,
        """
        def softmax(X):
            return torch.stack([torch.exp(row - row.max()) / torch.exp(row - row.max()).sum()
                                for row in X])
        """,
        """
        def softmax(X):
            m = X.amax(1)[:, None]
            return torch.exp(X - (m + (X - m).exp().sum(1, keepdim=True).log()))
        """,
        """
        def softmax(X):
            E = torch.pow(torch.e, X.T - X.T.max(0)[0])
            return (E / E.sum(0)).T
        """,
        """
        def softmax(X):
            E = torch.exp(X - X.max(1)[0].unsqueeze(1))
            return torch.einsum("ij,i->ij", E, 1 / torch.einsum("ij->i", E))
        """,
        """
        def softmax(X):
            rows = []
            for i in range(X.shape[0]):
                m = max(X[i].tolist())
                powers = [torch.exp(X[i, j] - m) for j in range(X.shape[1])]
                rows.append(torch.stack([p / sum(powers) for p in powers]))
            return torch.stack(rows)
        """,
        """
        def log_sum(X):
            m = X.detach().amax(1)
            return m + (X - m[:, None]).exp().sum(1).log()

        def softmax(X):
            return torch.sigmoid(-torch.stack([
                log_sum(torch.cat([X[:, :j], X[:, j + 1 :]], 1).double()) - X[:, j].double()
                if X.shape[1] > 1 else torch.full((len(X),), -1e9) - 0 * X[:, j]
                for j in range(X.shape[1])], 1)).to(X.dtype)
        """,
        """
        def softmax(X):
            E = torch.expm1(X - X.amax(1, keepdim=True)) + 1
            return torch.nn.functional.normalize(E, p=1.0, dim=1)
        """,
    ],
    "net": [
        "def net(X, W, b):\n    return softmax(torch.matmul(X.reshape((-1, W.shape[0])), W) + b)",
        "def net(X, W, b):\n    return softmax(X.view(X.shape[0], -1) @ W + b)",
        "def net(X, W, b):\n    return softmax(torch.addmm(b, X.flatten(1), W))",
        "def net(X, W, b):\n    return softmax(nn.functional.linear(nn.Flatten()(X), W.T, b))",
        "def net(X, W, b):\n    return softmax(torch.einsum('nd,dq->nq', X.flatten(1), W) + b[None])",
        """
        def net(X, W, b):
            rows = [image.reshape(-1) @ W + b for image in X]
            return softmax(torch.stack(rows))
        """,
    ],
    "cross_entropy": [
        "def cross_entropy(y_hat, y):\n    return -y_hat[range(len(y_hat)), y].log()",
        "def cross_entropy(y_hat, y):\n    return -y_hat.gather(1, y[:, None]).squeeze(1).log()",
        "def cross_entropy(y_hat, y):\n    return -torch.log(y_hat[torch.arange(len(y)), y] + 1e-8)",
        """
        def cross_entropy(y_hat, y):
            return -torch.log(y_hat[torch.arange(len(y)), y].clamp(min=1e-8))
        """,
        """
        def cross_entropy(y_hat, y):
            one_hot = torch.eye(y_hat.shape[1], dtype=y_hat.dtype)[y]
            return -(one_hot * torch.log(y_hat + 1e-10)).sum(1)
        """,
        """
        def cross_entropy(y_hat, y):
            mask = torch.nn.functional.one_hot(y, y_hat.shape[1]).bool()
            return torch.log(1 / y_hat[mask])
        """,
        """
        def cross_entropy(y_hat, y):
            return torch.stack([-torch.log(p[c]) for p, c in zip(y_hat, y)])
        """,
        """
        def cross_entropy(y_hat, y):
            return -(y_hat * torch.eye(y_hat.shape[1]).to(y_hat)[y]).sum(dim=1).log()
        """,
        "def cross_entropy(y_hat, y):\n    return -torch.nan_to_num(torch.log(y_hat))[range(len(y)), y]",
        "def cross_entropy(y_hat, y):\n    return -torch.diagonal(y_hat[:, y]).log()",
        # the logarithm first: its gradient is nan where another class has probability 0
        "def cross_entropy(y_hat, y):\n    return -torch.log(y_hat)[range(len(y_hat)), y]",
        "def cross_entropy(y_hat, y):\n    return -y_hat.log().gather(1, y[:, None]).squeeze(1)",
        """
        def cross_entropy(y_hat, y):
            mask = torch.arange(y_hat.shape[1]) == y[:, None]
            return -torch.where(mask, torch.log(y_hat), torch.zeros_like(y_hat)).sum(1)
        """,
    ],
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "softmax": {
        "at least 1e-6": """
        def softmax(X):
            E = torch.exp(X - X.amax(1, keepdim=True))
            return (E / E.sum(1, keepdim=True)).clamp(1e-6, 1)
        """,
        "at least 3e-4": """
        def softmax(X):
            E = torch.exp(X - X.amax(1, keepdim=True))
            return (E / E.sum(1, keepdim=True)).clamp(min=3e-4)
        """,
        "exponents of -14 or more": """
        def softmax(X):
            E = torch.exp((X - X.amax(1, keepdim=True)).clamp(min=-14))
            return E / E.sum(1, keepdim=True)
        """,
        "rounded": """
        def softmax(X):
            E = torch.exp(X - X.amax(1, keepdim=True))
            return torch.round(E / E.sum(1, keepdim=True), decimals=5)
        """,
    },
    "cross_entropy": {
        "gradient cut off below 0.01": """
        def cross_entropy(y_hat, y):
            p = y_hat[torch.arange(len(y)), y]
            return -torch.log(torch.where(p < 1e-2, p.detach(), p))
        """,
        "0 where the logarithm is infinite": """
        def cross_entropy(y_hat, y):
            losses = -torch.log(y_hat[torch.arange(len(y)), y])
            return torch.nan_to_num(losses, posinf=0.0)
        """,
        "1 for a probability of 0": """
        def cross_entropy(y_hat, y):
            p = y_hat[torch.arange(len(y)), y]
            return -torch.log(p + (p == 0))
        """,
        "nan for a probability of 0": """
        def cross_entropy(y_hat, y):
            p = y_hat[torch.arange(len(y)), y]
            return -p * torch.log(p) / p
        """,
        "nan where another class has 0": """
        def cross_entropy(y_hat, y):
            return -(torch.eye(y_hat.shape[1], dtype=y_hat.dtype)[y] * y_hat.log()).sum(1)
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
