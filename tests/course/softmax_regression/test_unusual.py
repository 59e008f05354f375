"""Right answers to lesson 5 in manners that one may meet once in a hundred submissions."""

from __future__ import annotations

from collections.abc import Callable

RIGHT = {
    "softmax": {
        "in place on own tensors": """
            def softmax(X):
                P = X.clone()
                P -= X.detach().max(1, keepdim=True)[0]
                P = P.exp()
                return P / P.sum(axis=1, keepdims=True)
        """,
        "float64 inside": """
            def softmax(X):
                Z = X.to(torch.float64)
                E = torch.exp(Z - Z.amax(dim=-1, keepdim=True))
                return torch.div(E, E.sum(-1).unsqueeze(-1)).to(X.dtype)
        """,
        "a lambda of a lambda": """
            指数 = lambda X: (X - X.max(dim=1).values.view(-1, 1)).exp()
            softmax = lambda X: (lambda E: E / E.sum(1).view(-1, 1))(指数(X))
        """,
        "vmap": """
            def row(x):
                e = torch.exp(x - x.amax())
                return e / e.sum()

            def softmax(X):
                return torch.vmap(row)(X)
        """,
    },
    "net": {
        "one image per call": """
            def net(X, W, b):
                return torch.cat([softmax((x.reshape(1, -1) @ W) + b) for x in X])
        """,
        "bias as a weight": """
            def net(X, W, b):
                flat = torch.cat([X.reshape(len(X), -1), X.new_ones(len(X), 1)], 1)
                return softmax(flat @ torch.vstack([W, b]))
        """,
        "tensordot": """
            net = lambda X, W, b: softmax(torch.tensordot(torch.flatten(X, 1), W, dims=1).add(b))
        """,
    },
    "cross_entropy": {
        "take_along_dim": """
            def cross_entropy(y_hat, y, *, eps=0.0):
                return torch.take_along_dim(y_hat, y.view(-1, 1), dim=1).add(eps).log().neg().view(-1)
        """,
        "flat indices": """
            def cross_entropy(y_hat, y):
                n, q = y_hat.shape
                return -torch.log(y_hat.reshape(-1)[torch.arange(n) * q + y])
        """,
        "where": """
            def cross_entropy(y_hat, y):
                真类 = torch.arange(y_hat.shape[1]) == y[:, None]
                return -torch.where(真类, y_hat, torch.ones_like(y_hat)).log().sum(1)
        """,
    },
    "accuracy": {
        "sorted by a key": """
            def accuracy(y_hat, y):
                if y_hat.ndim == 1:
                    y_hat, guesses = None, y_hat.tolist()
                else:
                    guesses = [max(range(len(row)), key=row.__getitem__) for row in y_hat.tolist()]
                return sum(map(int.__eq__, guesses, y.tolist()))
        """,
        "mean times n": """
            def accuracy(y_hat, y):
                guess = y_hat.argmax(-1) if y_hat.dim() == 2 else y_hat
                return round(float((guess == y).double().mean()) * len(y))
        """,
        "a float32 mean times n": """
            def accuracy(y_hat, y):
                guess = y_hat.argmax(-1) if y_hat.dim() == 2 else y_hat
                return (guess == y).float().mean() * len(y)
        """,
        "score at the label against the largest": """
            def accuracy(y_hat, y):
                if len(y_hat.shape) == 1:
                    return int(sum(y_hat == y))
                return int((y_hat.gather(1, y[:, None]).flatten() == y_hat.amax(1)).sum())
        """,
        "one-hot of the guess": """
            def accuracy(y_hat, y):
                q = int(max(y.max(), y_hat.max() if y_hat.ndim == 1 else 0)) + 1
                q = max(q, y_hat.shape[-1] if y_hat.ndim == 2 else 0)
                guess = y_hat.argmax(1) if y_hat.ndim == 2 else y_hat
                return torch.einsum("nq,nq->", torch.eye(q)[guess], torch.eye(q)[y]).item()
        """,
    },
    "Accumulator": {
        "a dataclass": """
            from dataclasses import dataclass, field

            @dataclass
            class Accumulator:
                n: int
                totals: list = field(init=False)

                def __post_init__(self):
                    self.reset()

                def add(self, *values):
                    for i, value in enumerate(values):
                        self.totals[i] += float(value)

                def reset(self):
                    self.totals = [0.0 for _ in range(self.n)]

                def __getitem__(self, index):
                    return self.totals[index]
        """,
        "slots and an array": """
            from array import array

            class Accumulator:
                __slots__ = ("_data",)

                def __init__(self, n, /):
                    self._data = array("d", [0.0] * n)

                def add(self, *args):
                    self._data = array("d", (a + float(b) for a, b in zip(self._data, args)))

                def reset(self):
                    self.__init__(len(self._data))

                def __getitem__(self, i):
                    return self._data[i]
        """,
        "all that was added": """
            class Accumulator:
                def __init__(self, n):
                    self.个数, self.rows = n, []

                def add(self, *values):
                    self.rows.append([float(v) for v in values])

                def reset(self):
                    self.rows.clear()

                def __getitem__(self, i):
                    return sum((row[i] for row in self.rows), 0.0)
        """,
    },
    "evaluate_accuracy": {
        "a decorator that keeps the mode": """
            import functools

            def in_evaluation_mode(function):
                @functools.wraps(function)
                def wrapper(net, data_iter):
                    was = isinstance(net, nn.Module) and net.training
                    if was:
                        net.eval()
                    try:
                        return function(net, data_iter)
                    finally:
                        if was:
                            net.train()
                return wrapper

            @in_evaluation_mode
            @torch.no_grad()
            def evaluate_accuracy(net, data_iter):
                counts = [(accuracy(net(X), y), len(y)) for X, y in data_iter]
                return sum(c for c, _ in counts) / sum(n for _, n in counts)
        """,
        "an iterator by hand": """
            def evaluate_accuracy(net, data_iter):
                net.eval() if isinstance(net, nn.Module) else None
                metric, batches = Accumulator(2), iter(data_iter)
                with torch.no_grad():
                    while (batch := next(batches, None)) is not None:
                        metric.add(accuracy(net(batch[0]), batch[1]), batch[1].size(0))
                hits, n = metric[0], metric[1]
                return hits / n
        """,
    },
    "train_epoch": {
        "two branches for two updaters": """
            def with_optimizer(net, train_iter, loss, optimizer):
                for X, y in train_iter:
                    optimizer.zero_grad()
                    y_hat = net(X)
                    l = loss(y_hat, y)
                    l.mean().backward()
                    optimizer.step()
                    yield float(l.sum()), accuracy(y_hat, y), len(y)

            def with_function(net, train_iter, loss, update):
                for X, y in train_iter:
                    y_hat = net(X)
                    l = loss(y_hat, y)
                    l.sum().backward()
                    update(len(X))
                    yield float(l.sum()), accuracy(y_hat, y), len(y)

            def train_epoch(net, train_iter, loss, updater):
                if isinstance(net, nn.Module):
                    net.train()
                kind = with_optimizer if isinstance(updater, torch.optim.Optimizer) else with_function
                rows = torch.tensor(list(kind(net, train_iter, loss, updater)), dtype=torch.float64)
                loss_sum, hits, n = rows.sum(0).tolist()
                return loss_sum / n, hits / n
        """,
        "the figures in a running mean": """
            def train_epoch(net, train_iter, loss, updater):
                if isinstance(net, torch.nn.Module):
                    net.train()
                mean_loss = mean_hits = 0.0
                seen = 0
                for 数据, 标签 in train_iter:
                    预测 = net(数据)
                    损失 = loss(预测, 标签)
                    n = 标签.shape[0]
                    if isinstance(updater, torch.optim.Optimizer):
                        updater.zero_grad(set_to_none=True)
                        (损失.sum() / n).backward()
                        updater.step()
                    else:
                        损失.sum().backward()
                        updater(n)
                    seen += n
                    mean_loss += (损失.mean().item() - mean_loss) * n / seen
                    mean_hits += (accuracy(预测, 标签) / n - mean_hits) * n / seen
                return mean_loss, mean_hits
        """,
        "a closure as the step": """
            def train_epoch(net, train_iter, loss, updater):
                if isinstance(net, nn.Module):
                    net.train()
                if isinstance(updater, torch.optim.Optimizer):
                    def step(losses):
                        updater.zero_grad()
                        losses.mean().backward()
                        updater.step()
                else:
                    def step(losses):
                        losses.sum().backward()
                        updater(losses.numel())
                metric = Accumulator(3)
                for X, y in train_iter:
                    y_hat = net(X)
                    losses = loss(y_hat, y)
                    step(losses)
                    with torch.no_grad():
                        metric.add(losses.sum(), accuracy(y_hat, y), y.shape[0])
                return tuple(metric[i] / metric[2] for i in (0, 1))
        """,
    },
    "train": {
        "a generator of epochs": """
            def train(net, train_iter, test_iter, loss, num_epochs, updater):
                def epochs():
                    for _ in range(num_epochs):
                        figures = train_epoch(net, train_iter, loss, updater)
                        yield (*figures, evaluate_accuracy(net, test_iter))
                return list(epochs())
        """,
        "recursion": """
            def train(net, train_iter, test_iter, loss, num_epochs, updater, *, history=()):
                if num_epochs == 0:
                    return list(history)
                l, a = train_epoch(net, train_iter, loss, updater)
                row = (float(l), float(a), float(evaluate_accuracy(net, test_iter)))
                return train(net, train_iter, test_iter, loss, num_epochs - 1, updater,
                             history=(*history, row))
        """,
        "named tuples": """
            from typing import NamedTuple

            class Epoch(NamedTuple):
                train_loss: float
                train_acc: float
                test_acc: float

            def train(net, train_iter, test_iter, loss, num_epochs, updater):
                历史 = []
                for 轮 in range(1, num_epochs + 1):
                    历史.append(Epoch(*train_epoch(net, train_iter, loss, updater),
                                      evaluate_accuracy(net, test_iter)))
                    print(f"{轮}: {历史[-1].train_loss:.3f}")
                return 历史
        """,
    },
    "predict": {
        "one image after the other": """
            def predict(net, images):
                if isinstance(net, nn.Module):
                    net.eval()
                return [FASHION_MNIST_LABELS[net(image[None]).argmax().item()] for image in images]
        """,
        "NumPy picks": """
            import numpy as np

            @torch.no_grad()
            def predict(net, images, names=FASHION_MNIST_LABELS):
                if hasattr(net, "eval"):
                    net.eval()
                return [str(name) for name in np.array(names)[net(images).numpy().argmax(1)]]
        """,
        "max and its indices": """
            def predict(net, images):
                if isinstance(net, nn.Module):
                    net.train(mode=False)
                with torch.inference_mode():
                    _, 类 = torch.max(net(images), 1)
                return list(map(lambda i: FASHION_MNIST_LABELS[int(i)], 类))
        """,
    },
}


def test_every_unusual_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []
