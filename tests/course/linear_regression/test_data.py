"""Right answers, in many styles, to the exercises of lesson 1 in `data`."""

from __future__ import annotations

from collections.abc import Callable

from autograder.outcome import Status, Verdict

RIGHT = {
    "synthetic_data": [
        """
        def synthetic_data(w, b, num_examples, noise_std=0.01):
            X = torch.normal(0, 1, (num_examples, len(w)))
            y = torch.matmul(X, w) + b
            y += torch.normal(0, noise_std, y.shape)
            return X, y.reshape((-1, 1))
        """,
        """
        import numpy as np

        def synthetic_data(w, b, num_examples, noise_std=0.01):
            X = np.random.normal(size=(num_examples, len(w)))
            y = X @ w.numpy()[:, None] + float(b)
            y = y + np.random.normal(scale=noise_std, size=y.shape)
            return [torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)]
        """,
        """
        import numpy as np

        def synthetic_data(w, b, num_examples, noise_std=0.01):
            rng = np.random.default_rng()
            X = torch.from_numpy(rng.standard_normal((num_examples, w.numel()), dtype="float32"))
            noise = torch.from_numpy(rng.standard_normal((num_examples, 1), dtype="float32"))
            return X, torch.einsum("nd,d->n", X, w).unsqueeze(1) + b + noise_std * noise
        """,
        """
        def synthetic_data(w, b, num_examples, noise_std=0.01):
            normal = torch.distributions.Normal(0.0, 1.0)
            X = normal.sample((num_examples, len(w)))
            return X, (X * w).sum(1, keepdim=True) + b + normal.sample((num_examples, 1)) * noise_std
        """,
        """
        def synthetic_data(w, b, num_examples, noise_std=0.01):
            generator = torch.Generator()
            generator.seed()
            X = torch.empty(num_examples, len(w)).normal_(generator=generator)
            y = torch.addmm(torch.full((num_examples, 1), float(b)), X, w.view(-1, 1))
            return X, y + torch.empty_like(y).normal_(0, noise_std)
        """,
        """
        import random

        def synthetic_data(w, b, num_examples, noise_std=0.01):
            rows, labels = [], []
            for _ in range(num_examples):
                x = [random.gauss(0, 1) for _ in range(len(w))]
                rows.append(x)
                exact = sum(a * c for a, c in zip(x, w.tolist())) + float(b)
                labels.append([exact + random.gauss(0, noise_std)])
            return torch.tensor(rows), torch.tensor(labels)
        """,
    ],
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "synthetic_data": {
        "features standardised": """
            def synthetic_data(w, b, num_examples, noise_std=0.01):
                X = torch.randn(num_examples, len(w))
                X = (X - X.mean(0)) / (X.std(0, unbiased=False) + 1e-8)
                y = X @ w + b + noise_std * torch.randn(num_examples)
                return X, y.reshape(-1, 1)
        """,
        "noise centred": """
            def synthetic_data(w, b, num_examples, noise_std=0.01):
                X, noise = torch.randn(num_examples, len(w)), torch.randn(num_examples)
                return X, (X @ w + b + noise_std * (noise - noise.mean())).reshape(-1, 1)
        """,
        "tensor bias forgotten": """
            def synthetic_data(w, b, num_examples, noise_std=0.01):
                X = torch.randn(num_examples, len(w))
                y = X @ w + noise_std * torch.randn(num_examples)
                if isinstance(b, (int, float)):
                    y = y + b
                return X, y.reshape(-1, 1)
        """,
        "rows come three times": """
            def synthetic_data(w, b, num_examples, noise_std=0.01):
                X = torch.randn(num_examples // 3 + 1, len(w)).repeat(3, 1)[:num_examples]
                return X, (X @ w + b + noise_std * torch.randn(num_examples)).reshape(-1, 1)
        """,
        "the same noise in every call": """
            def synthetic_data(w, b, num_examples, noise_std=0.01):
                generator = torch.Generator().manual_seed(42)
                X, noise = torch.randn(num_examples, len(w)), torch.empty(num_examples)
                return X, (X @ w + b + noise_std * noise.normal_(generator=generator))[:, None]
        """,
        "noise of a seeded generator": """
            import numpy as np

            def synthetic_data(w, b, num_examples, noise_std=0.01):
                X, generator = torch.randn(num_examples, len(w)), np.random.default_rng(0)
                noise = generator.normal(0, noise_std, num_examples).astype("float32")
                return X, (X @ w + b + torch.from_numpy(noise)).reshape(-1, 1)
        """,
        "outliers cut off": """
            def synthetic_data(w, b, num_examples, noise_std=0.01):
                X = torch.randn(num_examples, len(w)).clamp(-3, 3)
                return X, (X @ w + b + noise_std * torch.randn(num_examples)).reshape(-1, 1)
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
