"""Right answers to lesson 1 in manners that one may meet once in a hundred submissions."""

from __future__ import annotations

from collections.abc import Callable

RIGHT = {
    "synthetic_data": {
        "keyword-only, extra parameters": """
            def synthetic_data(w, b, num_examples, noise_std=0.01, *, mean=0.0, std=1.0):
                X = torch.normal(mean, std, size=(num_examples, w.shape[0]))
                y = (X @ w + b).view(num_examples, 1)
                return X, y + torch.randn_like(y) * noise_std
        """,
        "out and in place on own tensors": """
            def synthetic_data(w, b, num_examples, noise_std=0.01):
                X = torch.empty(num_examples, len(w))
                torch.randn(num_examples, len(w), out=X)
                y = torch.empty(num_examples)
                torch.mv(X, w, out=y)
                y.add_(b).add_(torch.randn(num_examples), alpha=noise_std)
                return X, y.unsqueeze_(1)
        """,
        "names in Chinese": """
            def synthetic_data(w, b, num_examples, noise_std=0.01):
                特征 = torch.randn((num_examples, len(w)))
                标签 = torch.matmul(特征, w) + b
                噪声 = torch.normal(0.0, noise_std, 标签.shape)
                return 特征, (标签 + 噪声).reshape(-1, 1)
        """,
        "float64 inside": """
            def synthetic_data(w, b, num_examples, noise_std=0.01):
                X = torch.randn(num_examples, len(w), dtype=torch.float64)
                noise = torch.randn(num_examples, 1, dtype=torch.float64) * noise_std
                X32 = X.float()
                return X32, (X32.double() @ w.double()[:, None] + float(b) + noise).float()
        """,
        "row by row, recursively": """
            def rows(w, b, n, noise_std):
                if n == 1:
                    x = torch.randn(len(w))
                    return [x], [(x * w).sum() + b + noise_std * torch.randn(())]
                half = n // 2
                (X1, y1), (X2, y2) = rows(w, b, half, noise_std), rows(w, b, n - half, noise_std)
                return X1 + X2, y1 + y2

            def synthetic_data(w, b, num_examples, noise_std=0.01):
                X, y = rows(w, b, num_examples, noise_std)
                return torch.stack(X), torch.stack(y).reshape(num_examples, 1)
        """,
        "uniform numbers made normal": """
            import math

            def gauss(*shape):
                u, v = torch.rand(*shape, dtype=torch.float64), torch.rand(*shape, dtype=torch.float64)
                r = torch.sqrt(-2 * torch.log1p(-u))
                return (r * torch.cos(2 * math.pi * v)).to(torch.float32)

            def synthetic_data(w, b, num_examples, noise_std=0.01):
                X = gauss(num_examples, len(w))
                return X, X @ w.reshape(-1, 1) + b + noise_std * gauss(num_examples, 1)
        """,
    },
    "data_iter": {
        "split and chunks of one table": """
            def data_iter(batch_size, features, labels):
                order = torch.randperm(len(features))
                parts = zip(torch.split(features[order], batch_size), torch.split(labels[order], batch_size))
                yield from parts
        """,
        "chunk of the order": """
            import math

            def data_iter(batch_size, features, labels):
                n = len(features)
                order = torch.randperm(n)
                last = n - n % batch_size
                pieces = list(order[:last].reshape(-1, batch_size)) + ([order[last:]] if n % batch_size else [])
                return ((features[piece], labels[piece]) for piece in pieces)
        """,
        "a sampler": """
            from torch.utils.data import BatchSampler, RandomSampler

            def data_iter(batch_size, features, labels):
                sampler = RandomSampler(range(len(features)))
                for rows in BatchSampler(sampler, batch_size, drop_last=False):
                    yield features[rows], labels[rows]
        """,
        "one pair per draw from a hat": """
            import random

            def data_iter(batch_size: int, features, labels):
                hat, batch = set(range(len(labels))), []
                while hat:
                    row = random.choice(sorted(hat))
                    hat.remove(row)
                    batch.append(row)
                    if len(batch) == batch_size or not hat:
                        yield features[batch], labels[batch]
                        batch = []
        """,
        "recursion": """
            def batches(order, batch_size, features, labels):
                if len(order):
                    now = order[:batch_size]
                    yield (features.index_select(0, now), labels.index_select(0, now))
                    yield from batches(order[batch_size:], batch_size, features, labels)

            def data_iter(batch_size, features, labels):
                return batches(torch.randperm(len(features)), batch_size, features, labels)
        """,
        "masks of a random number": """
            def data_iter(batch_size, features, labels):
                n = features.size(0)
                place = torch.randperm(n)
                for k in range((n + batch_size - 1) // batch_size):
                    chosen = torch.div(place, batch_size, rounding_mode="floor") == k
                    yield features[chosen], labels[chosen]
        """,
    },
    "linreg": {
        "a lambda": "linreg = lambda X, w, b: torch.mm(X, w) + b",
        "in place on an own tensor": """
            def linreg(X, w, b):
                y_hat = X.matmul(w)
                y_hat += b
                return y_hat
        """,
        "a column of ones": """
            def linreg(X, w, b):
                return torch.cat([X, X.new_ones(len(X), 1)], 1) @ torch.cat([w, b.reshape(1, 1)])
        """,
    },
    "squared_loss": {
        "a lambda": "squared_loss = lambda y_hat, y: 0.5 * (y_hat - y.view_as(y_hat)).pow(2)",
        "decorated": """
            import functools

            def same_shape(loss):
                @functools.wraps(loss)
                def wrapper(y_hat, y):
                    return loss(y_hat, torch.reshape(y, tuple(y_hat.shape)))
                return wrapper

            @same_shape
            def squared_loss(y_hat, y):
                return torch.square(torch.sub(y_hat, y)).div(2)
        """,
        "multiplied out": """
            def squared_loss(y_hat, y):
                y = y.reshape(-1, 1)
                return y_hat * y_hat / 2 - y_hat * y + y * y / 2
        """,
    },
    "sgd": {
        "out": """
            def sgd(params, lr, batch_size):
                with torch.no_grad():
                    for p in params:
                        torch.sub(p, p.grad, alpha=lr / batch_size, out=p)
                        p.grad = None
        """,
        "an ellipsis": """
            def sgd(params, lr, batch_size):
                for p in params:
                    p.data[...] -= p.grad * (lr / batch_size)
                    p.grad.mul_(0)
        """,
        "foreach": """
            @torch.no_grad()
            def sgd(params, lr, batch_size):
                params = tuple(params)
                torch._foreach_add_(params, [p.grad for p in params], alpha=-lr / batch_size)
                torch._foreach_zero_([p.grad for p in params])
        """,
        "NumPy looks into the tensor": """
            def sgd(params, lr, batch_size):
                for param in params:
                    memory = param.detach().numpy()
                    memory -= lr / batch_size * param.grad.numpy()
                    param.grad = None
        """,
        "detached view": """
            def sgd(params, lr, batch_size, *, clear=True):
                def step(p):
                    p.detach().copy_(p.detach() - lr * p.grad.detach() / batch_size)
                    if clear:
                        p.grad.detach_().zero_()
                for p in params:
                    step(p)
        """,
        "addcdiv": """
            def sgd(params, lr, batch_size):
                with torch.set_grad_enabled(False):
                    for 参数 in params:
                        参数.addcdiv_(参数.grad, torch.full_like(参数, batch_size), value=-lr)
                        参数.grad = None
        """,
    },
    "linreg_gradients": {
        "bmm": """
            def linreg_gradients(X, y, w, b):
                r = torch.addmm(b, X, w) - y
                return torch.bmm(X.unsqueeze(2), r.unsqueeze(2)).mean(0), r.mean().unsqueeze(0)
        """,
        "NumPy": """
            def linreg_gradients(X, y, w, b):
                Xn, yn, wn, bn = (t.numpy() for t in (X, y, w, b))
                r = Xn @ wn + bn - yn
                return torch.from_numpy(Xn.T @ r / len(Xn)), torch.from_numpy(r.mean(axis=0))
        """,
        "float64 inside": """
            def linreg_gradients(X, y, w, b):
                X_, y_, w_, b_ = (t.double() for t in (X, y, w, b))
                r = (X_ @ w_ + b_ - y_) / X.shape[0]
                return (X_.T @ r).to(X.dtype), r.sum(0).to(X.dtype)
        """,
    },
    "least_squares": {
        "singular values": """
            def least_squares(X, y):
                A = torch.cat((X, torch.ones(len(X), 1, dtype=X.dtype)), 1)
                U, S, Vh = torch.linalg.svd(A, full_matrices=False)
                inverse = torch.where(S > 1e-5 * S.max(), 1 / S, torch.zeros_like(S))
                theta = Vh.T @ (inverse[:, None] * (U.T @ y))
                return theta[:-1], theta[-1]
        """,
        "NumPy": """
            import numpy as np

            def least_squares(X, y):
                A = np.hstack([X.numpy(), np.ones((len(X), 1))])
                theta = np.linalg.lstsq(A.astype(np.float64), y.numpy(), rcond=1e-6)[0]
                theta = torch.tensor(theta, dtype=X.dtype)
                return theta[:-1], theta[-1]
        """,
        "pinv in float64": """
            def least_squares(X, y):
                n, d = X.shape
                A = torch.hstack([X.double(), torch.ones(n, 1, dtype=torch.float64)])
                theta = (torch.linalg.pinv(A, rtol=1e-7) @ y.double()).type_as(X)
                w, b = theta.split([d, 1])
                return w, b.flatten()
        """,
    },
    "train_linreg": {
        "a class": """
            class Trainer:
                def __init__(self, d, lr):
                    self.w = torch.normal(0.0, 0.01, size=(d, 1)).requires_grad_(True)
                    self.b = torch.zeros(1).requires_grad_(True)
                    self.lr = lr

                def step(self, X, y):
                    l = squared_loss(linreg(X, self.w, self.b), y)
                    l.sum().backward()
                    sgd([self.w, self.b], self.lr, y.shape[0])
                    return l.detach()

            def train_linreg(features, labels, lr, num_epochs, batch_size):
                trainer, losses = Trainer(features.shape[1], lr), []
                for _ in range(num_epochs):
                    seen = [trainer.step(X, y) for X, y in data_iter(batch_size, features, labels)]
                    losses.append(torch.vstack(seen).mean().item())
                return trainer.w, trainer.b, losses
        """,
        "a generator of losses": """
            def epochs(w, b, features, labels, lr, num_epochs, batch_size):
                for _ in range(num_epochs):
                    for X, y in data_iter(batch_size, features, labels):
                        squared_loss(linreg(X, w, b), y).sum().backward()
                        sgd([w, b], lr, batch_size)
                    with torch.no_grad():
                        yield float(squared_loss(linreg(features, w, b), labels).mean())

            def train_linreg(features, labels, lr, num_epochs, batch_size):
                w = torch.zeros((features.shape[1], 1), requires_grad=True)
                b = torch.zeros(1, requires_grad=True)
                losses = list(epochs(w, b, features, labels, lr, num_epochs, batch_size))
                return w, b, losses
        """,
    },
}


def test_every_unusual_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []
