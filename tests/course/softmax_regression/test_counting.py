"""Right answers, in many styles, to the exercises of lesson 5 in `counting`."""

from __future__ import annotations

from collections.abc import Callable

from autograder.outcome import Status, Verdict

RIGHT = {
    "accuracy": [
        """
        def accuracy(y_hat, y):
            if len(y_hat.shape) > 1 and y_hat.shape[1] > 1:
                y_hat = y_hat.argmax(axis=1)
            cmp = y_hat.type(y.dtype) == y
            return float(cmp.type(y.dtype).sum())
        """,
        """
        def accuracy(y_hat, y):
            return ((y_hat.max(1).indices if y_hat.dim() > 1 else y_hat) == y).sum()
        """,
        """
        def accuracy(y_hat, y):
            import numpy as np
            guess = y_hat.detach().numpy()
            guess = guess.argmax(-1) if guess.ndim == 2 else guess
            return np.sum(guess == y.numpy())
        """,
        """
        def accuracy(y_hat, y):
            hits = 0
            for guess, label in zip(y_hat, y):
                guess = guess.argmax() if guess.ndim else guess
                hits += bool(guess == label)
            return hits
        """,
        """
        def accuracy(y_hat, y):
            if y_hat.ndim == 2:
                y_hat = torch.topk(y_hat, 1, dim=1)[1].view(-1)
            return torch.eq(y_hat, y).float().sum().item()
        """,
        """
        def accuracy(y_hat, y):
            guess = y_hat if y_hat.ndim == 1 else y_hat.argsort(1)[:, -1]
            return torch.count_nonzero(guess == y)
        """,
    ],
    "Accumulator": [
        """
        class Accumulator:
            def __init__(self, n):
                self.data = [0.0] * n
            def add(self, *args):
                self.data = [a + float(b) for a, b in zip(self.data, args)]
            def reset(self):
                self.data = [0.0] * len(self.data)
            def __getitem__(self, idx):
                return self.data[idx]
        """,
        """
        import numpy as np
        class Accumulator:
            def __init__(self, n):
                self.n = n
                self.reset()
            def add(self, *values):
                self.sums += np.array([float(v) for v in values])
            def reset(self):
                self.sums = np.zeros(self.n)
            def __getitem__(self, i):
                return self.sums[i]
        """,
        """
        class Accumulator(list):
            def __init__(self, n):
                super().__init__([0.0] * n)
            def add(self, *values):
                for i, v in enumerate(values):
                    self[i] += v.item() if hasattr(v, "item") else v
            def reset(self):
                self[:] = [0.0] * len(self)
        """,
        """
        class Accumulator:
            def __init__(self, n):
                self.sums = torch.zeros(n, dtype=torch.float64)
            def add(self, *values):
                self.sums += torch.tensor([float(v) for v in values], dtype=torch.float64)
            def reset(self):
                self.sums.zero_()
            def __getitem__(self, i):
                return self.sums[i].item()
        """,
        # totals in a dict, a count of objects in the class, tensors read through NumPy, detached
        """
        class Accumulator:
            made = 0

            def __init__(self, n):
                Accumulator.made += 1
                self.n = n
                self.reset()
            def add(self, *values):
                for i, v in enumerate(values):
                    v = v.detach().numpy().item() if torch.is_tensor(v) else v
                    self.totals[i] = self.totals[i] + v
            def reset(self):
                self.totals = dict.fromkeys(range(self.n), 0.0)
            def __getitem__(self, i):
                return self.totals[i]
        """,
        """
        from collections import defaultdict
        class Accumulator:
            def __init__(self, n):
                self.n, self.sums = n, defaultdict(int)
            def add(self, *values):
                assert len(values) == self.n
                for i, v in enumerate(values):
                    self.sums[i] += float(v)
            def reset(self):
                self.sums.clear()
            def __getitem__(self, i):
                return self.sums[i]
        """,
    ],
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "accuracy": {
        "exp before argmax": """
        def accuracy(y_hat, y):
            guess = torch.exp(y_hat).argmax(1) if y_hat.ndim == 2 else y_hat
            return int((guess == y).sum())
        """,
        "softmax that overflows": """
        def accuracy(y_hat, y):
            if y_hat.ndim == 2:
                y_hat = (y_hat.exp() / y_hat.exp().sum(1, keepdim=True)).argmax(1)
            return int((y_hat == y).sum())
        """,
        "the first hundred": """
        def accuracy(y_hat, y):
            guess = y_hat.argmax(1) if y_hat.ndim == 2 else y_hat
            return int((guess == y)[:100].sum())
        """,
        "counted in a byte": """
        def accuracy(y_hat, y):
            guess = y_hat.argmax(1) if y_hat.ndim == 2 else y_hat
            return int((guess == y).sum(dtype=torch.uint8))
        """,
        "NumPy refuses scores with a graph": """
        def accuracy(y_hat, y):
            guess = y_hat.numpy()
            guess = guess.argmax(1) if guess.ndim == 2 else guess
            return int((guess == y.numpy()).sum())
        """,
    },
    "Accumulator": {
        "absolute values": """
        class Accumulator:
            def __init__(self, n):
                self.data = [0.0] * n
            def add(self, *args):
                self.data = [a + abs(float(b)) for a, b in zip(self.data, args)]
            def reset(self):
                self.data = [0.0] * len(self.data)
            def __getitem__(self, idx):
                return self.data[idx]
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
