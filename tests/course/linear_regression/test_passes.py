"""Right answers, in many styles, to the exercises of lesson 1 in `passes`."""

from __future__ import annotations

from collections.abc import Callable

from autograder.outcome import Status, Verdict

RIGHT = {
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
        """
        def data_iter(batch_size, features, labels):
            number = torch.randperm(len(features)) // batch_size
            for i in range(int(number.max()) + 1):
                yield features[number == i], labels[number == i]
        """,
    ],
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
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
        "the first row stays where it is": """
            def data_iter(batch_size, features, labels):
                order = torch.cat([torch.tensor([0]), torch.randperm(len(features) - 1) + 1])
                for rows in order.split(batch_size):
                    yield features[rows], labels[rows]
        """,
        "the last row stays where it is": """
            import random

            def data_iter(batch_size, features, labels):
                order = list(range(len(features)))
                for i in range(len(order) - 1):
                    j = random.randrange(len(order) - 1)
                    order[i], order[j] = order[j], order[i]
                for i in range(0, len(order), batch_size):
                    rows = torch.tensor(order[i : i + batch_size])
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
