"""Right answers, in many styles, to the exercises of lesson 1 in `training`."""

from __future__ import annotations

from collections.abc import Callable

from autograder.course.linear_regression.wrong_training import training_loop
from autograder.outcome import Status, Verdict

RIGHT = {
    "train_linreg": [
        # as a book has it: sum, batch_size as divisor, losses measured after the epoch
        """
        def train_linreg(features, labels, lr, num_epochs, batch_size):
            w = torch.normal(0, 0.01, size=(features.shape[1], 1), requires_grad=True)
            b = torch.zeros(1, requires_grad=True)
            losses = []
            for epoch in range(num_epochs):
                for X, y in data_iter(batch_size, features, labels):
                    l = squared_loss(linreg(X, w, b), y)
                    l.sum().backward()
                    sgd([w, b], lr, batch_size)
                with torch.no_grad():
                    losses.append(squared_loss(linreg(features, w, b), labels).mean())
            return w, b, losses
        """,
        # the short batch divided by its own size, floats
        """
        def train_linreg(features, labels, lr, num_epochs, batch_size):
            w = (0.01 * torch.randn(features.shape[1], 1)).requires_grad_()
            b = torch.zeros(1).requires_grad_()
            losses = []
            for epoch in range(num_epochs):
                for X, y in data_iter(batch_size, features, labels):
                    squared_loss(linreg(X, w, b), y).sum().backward()
                    sgd((w, b), lr, len(X))
                train_l = squared_loss(linreg(features, w, b), labels)
                losses.append(float(train_l.mean()))
            return w.detach(), b.detach(), losses
        """,
        # the mean differentiated, sgd told so; the loss while training
        """
        def train_linreg(features, labels, lr, num_epochs, batch_size):
            w = torch.nn.Parameter(torch.randn(features.shape[1], 1) * 0.01)
            b = torch.nn.Parameter(torch.zeros(1))
            losses = torch.zeros(num_epochs)
            for epoch in range(num_epochs):
                for X, y in data_iter(batch_size, features, labels):
                    l = squared_loss(linreg(X, w, b), y)
                    l.mean().backward()
                    sgd([w, b], lr, 1)
                    losses[epoch] += l.detach().sum() / len(features)
            return w, b, losses
        """,
        # no autograd, the student's own gradients
        """
        def train_linreg(features, labels, lr, num_epochs, batch_size):
            w, b = torch.normal(0, 0.01, (features.shape[1], 1)), torch.zeros(1)
            losses = []
            for _ in range(num_epochs):
                total = 0.0
                for X, y in data_iter(batch_size, features, labels):
                    total += squared_loss(linreg(X, w, b), y).sum().item()
                    grad_w, grad_b = linreg_gradients(X, y, w, b)
                    w, b = w - lr * grad_w, b - lr * grad_b
                losses.append(total / len(features))
            return [w, b, tuple(losses)]
        """,
        # NumPy numbers, weights that start at zero, gradients handed over
        """
        import numpy as np

        def train_linreg(features, labels, lr, num_epochs, batch_size):
            w = torch.zeros(features.shape[1], 1, requires_grad=True)
            b = torch.zeros(1, requires_grad=True)
            losses = []
            for _ in range(num_epochs):
                seen = []
                for X, y in data_iter(batch_size, features, labels):
                    l = squared_loss(linreg(X, w, b), y)
                    w.grad, b.grad = torch.autograd.grad(l.sum(), (w, b))
                    sgd([w, b], lr, len(y))
                    seen.append(l.detach().numpy())
                losses.append(np.concatenate(seen).mean())
            return w, b, np.array(losses)
        """,
        # helpers of one's own, losses measured through the epoch in a list
        """
        def one_epoch(w, b, features, labels, lr, batch_size):
            batches = list(data_iter(batch_size, features, labels))
            losses = []
            for X, y in batches:
                l = squared_loss(linreg(X, w, b), y)
                losses += l.flatten().tolist()
                l.backward(torch.ones_like(l))
                sgd([w, b], lr, batch_size)
            return sum(losses) / len(losses)

        def train_linreg(features, labels, lr, num_epochs, batch_size):
            w = torch.empty(features.shape[1], 1).normal_(std=0.01).requires_grad_()
            b = torch.zeros(1, requires_grad=True)
            losses = [one_epoch(w, b, features, labels, lr, batch_size) for _ in range(num_epochs)]
            return w, b, losses
        """,
        # an order of one's own in each epoch, one loop over steps, losses before each step
        """
        def train_linreg(features, labels, lr, num_epochs, batch_size):
            import random
            d = features.shape[1]
            theta = torch.cat([0.01 * torch.randn(d, 1), torch.zeros(1, 1)])
            design = torch.cat([features, torch.ones(len(features), 1)], dim=1)
            losses = []
            for _ in range(num_epochs):
                rows, total = list(range(len(features))), 0.0
                random.shuffle(rows)
                while rows:
                    now, rows = rows[:batch_size], rows[batch_size:]
                    error = design[now] @ theta - labels[now]
                    total += float((error**2).sum()) / 2
                    theta -= lr / len(now) * design[now].T @ error
                losses.append(total / len(features))
            return theta[:-1], theta[-1], losses
        """,
        # torch's shuffling; each minibatch measured after its step
        """
        def train_linreg(features, labels, lr, num_epochs, batch_size):
            from torch.utils import data
            w = torch.normal(0.0, 0.01, (features.shape[1], 1), requires_grad=True)
            b = torch.zeros(1, requires_grad=True)
            pairs = data.TensorDataset(features, labels)
            batches = data.DataLoader(pairs, batch_size, shuffle=True)
            losses = []
            for _ in range(num_epochs):
                seen = []
                for X, y in batches:
                    squared_loss(linreg(X, w, b), y).sum().backward()
                    sgd(iter([w, b]), lr, batch_size)
                    seen.append(squared_loss(linreg(X, w, b), y).detach())
                losses.append(torch.cat(seen).mean().item())
            return w, b, losses
        """,
        # a column of ones beside the features, by padding
        """
        import torch.nn.functional as F

        def train_linreg(features, labels, lr, num_epochs, batch_size):
            design = F.pad(features, (0, 1), value=1.0)
            theta, losses = torch.zeros(design.shape[1], 1), []
            for _ in range(num_epochs):
                total = 0.0
                for X, y in data_iter(batch_size, design, labels):
                    error = X @ theta - y
                    total += float((error**2).sum()) / 2
                    theta = theta - lr * X.T @ error / len(X)
                losses.append(total / len(features))
            return theta[:-1], theta[-1], losses
        """,
    ],
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "train_linreg": {
        title: training_loop(
            f"""
{begin}
total = 0.0
for X, y in data_iter(batch_size, features, labels):
    loss = squared_loss(linreg(X, w, b), y).sum()
    loss.backward()
    sgd([w, b], lr, len(X))
    total += loss.item()
losses.append(total / len(features))
{end}
"""
        )
        for title, begin, end in (
            ("smaller steps after four epochs", "lr = lr / 10 if len(losses) == 4 else lr", ""),
            ("smaller steps after twenty epochs", "lr = lr / 10 if len(losses) == 20 else lr", ""),
            ("no more than ten epochs", "if len(losses) == 10: break", ""),
            ("stops when the loss is small", "", "if losses[-1] < 1e-6: break"),
            ("best loss so far", "", "losses[-1] = min(losses)"),
            (
                "stops when nothing changes",
                "",
                "if len(losses) > 2 and losses[-1] >= 0.99 * losses[-2]: break",
            ),
        )
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
