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
    "data_iter": [
        """
        import random

        def data_iter(batch_size, features, labels):
            indices = list(range(len(features)))
            random.shuffle(indices)
            for i in range(0, len(indices), batch_size):
                j = torch.tensor(indices[i : min(i + batch_size, len(indices))])
                yield features[j], labels[j]
        """,
        """
        def data_iter(batch_size, features, labels):
            return [(features[i], labels[i]) for i in torch.randperm(len(labels)).split(batch_size)]
        """,
        """
        def data_iter(batch_size, features, labels):
            order = torch.randperm(features.shape[0])
            return zip(features[order].split(batch_size), labels[order].split(batch_size))
        """,
        """
        def data_iter(batch_size, features, labels):
            data = torch.utils.data.TensorDataset(features, labels)
            return torch.utils.data.DataLoader(data, batch_size, shuffle=True)
        """,
        """
        import numpy as np

        def data_iter(batch_size, features, labels):
            order = np.random.permutation(len(features))
            while len(order):
                now, order = order[:batch_size], order[batch_size:]
                yield [features[now], labels[now]]
        """,
        """
        import random

        class Pass:
            def __init__(self, batch_size, features, labels):
                pairs = list(zip(features, labels))
                random.SystemRandom().shuffle(pairs)
                self.pairs, self.batch_size = pairs, batch_size

            def __iter__(self):
                return self

            def __next__(self):
                if not self.pairs:
                    raise StopIteration
                taken, self.pairs = self.pairs[: self.batch_size], self.pairs[self.batch_size :]
                return tuple(torch.stack(part) for part in zip(*taken))

        def data_iter(batch_size, features, labels):
            return Pass(batch_size, features, labels)
        """,
        """
        def data_iter(batch_size, features, labels):
            order = torch.rand(len(features)).argsort()
            for start in range(0, len(features), batch_size):
                rows = order.narrow(0, start, min(batch_size, len(order) - start))
                yield features.index_select(0, rows), labels.index_select(0, rows)
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
        "outliers cut off": """
            def synthetic_data(w, b, num_examples, noise_std=0.01):
                X = torch.randn(num_examples, len(w)).clamp(-3, 3)
                return X, (X @ w + b + noise_std * torch.randn(num_examples)).reshape(-1, 1)
        """,
    },
    "data_iter": {
        "no shuffling where a rest is left": """
            def data_iter(batch_size, features, labels):
                n = len(features)
                order = torch.arange(n) if n % batch_size else torch.randperm(n)
                for rows in order.split(batch_size):
                    yield features[rows], labels[rows]
        """,
        "the first rows left over": """
            def data_iter(batch_size, features, labels):
                rest = len(features) % batch_size
                order = torch.randperm(len(features) - rest) + rest
                for rows in torch.cat([order, torch.arange(rest)]).split(batch_size):
                    yield features[rows], labels[rows]
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
