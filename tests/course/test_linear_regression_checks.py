"""Lesson 1's checks: right answers in many styles pass, junk never does and never harms."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
import torch

from autograder.course import oracle
from autograder.course.catalog import assignment
from autograder.course.linear_regression.functions import dependent_columns, few_examples
from autograder.course.mistake import KnownMistake, mistakes
from autograder.grading import Grader
from autograder.judge.draw import Draw
from autograder.outcome import Status, Verdict

NAME = "linear_regression"
SOLUTION = (Path(__file__).parents[2] / "solutions" / f"{NAME}.py").read_text(encoding="utf-8")
EXERCISES = [exercise.name for exercise in assignment(NAME).exercises]


def graded(grader: Grader, code: str, exercise: str = "", seed: str = "") -> Verdict:
    """The verdict on the solution with this code after it."""
    text = f"{SOLUTION}\n\n# %%\n{textwrap.dedent(code)}"
    only = [exercise] if exercise else []
    return grader.grade(assignment(NAME), "student.py", text.encode(), seed=seed, only=only)


def complaints(verdict: Verdict) -> list[str]:
    return [f"{c.name} {c.status}: {c.message}" for c in verdict.checks if c.status != "passed"]


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
    "linreg": [
        "def linreg(X, w, b):\n    return torch.matmul(X, w) + b",
        "def linreg(X, w, b):\n    return torch.addmm(b, X, w)",
        "def linreg(X, w, b):\n    return torch.einsum('nd,dk->nk', X, w) + b",
        "def linreg(X, w, b):\n    return (X * w.T).sum(dim=1, keepdim=True) + b",
        "def linreg(X, w, b):\n    return torch.nn.functional.linear(X, w.T, b)",
        "def linreg(X, w, b):\n    return torch.stack([x @ w + b for x in X])",
        "def linreg(X, w, b):\n    return b + sum(X[:, [j]] * w[j] for j in range(X.shape[1]))",
    ],
    "squared_loss": [
        "def squared_loss(y_hat, y):\n    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2",
        "def squared_loss(y_hat, y):\n    return 0.5 * (y_hat - y.view(-1, 1)).pow(2)",
        "def squared_loss(y_hat, y):\n    return torch.square(y.reshape(-1, 1) - y_hat).div(2)",
        """
        def squared_loss(y_hat, y):
            if y.ndim == 1:
                y = y.unsqueeze(1)
            error = y_hat - y
            return error * error * 0.5
        """,
        """
        def squared_loss(y_hat, y):
            return torch.stack([(a - c) ** 2 / 2 for a, c in zip(y_hat.flatten(), y.flatten())]).view_as(y_hat)
        """,
        """
        def squared_loss(y_hat, y):
            error = (y_hat.squeeze(1) - y.flatten())
            return (0.5 * error**2)[:, None]
        """,
    ],
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
    "least_squares": [
        f"""
        def least_squares(X, y):
            design = torch.cat([X, torch.ones(len(X), 1)], dim=1)
            solution = {solver}
            return solution[:-1], solution[-1]
        """
        for solver in (
            "torch.linalg.lstsq(design, y.to(design.dtype)).solution",
            "torch.linalg.lstsq(design, y, driver='gelsy').solution",
            "torch.linalg.lstsq(design, y, driver='gelsd').solution",
            "torch.linalg.pinv(design) @ y",
            "torch.linalg.pinv(design.T @ design) @ design.T @ y",
            "torch.linalg.pinv(design.T @ design, hermitian=True) @ (design.T @ y)",
        )
    ]
    + [
        """
        def least_squares(X, y):
            design = torch.hstack([torch.ones_like(y), X])
            solution = torch.linalg.lstsq(design, y).solution
            return [solution[1:], solution[0]]
        """,
        """
        def least_squares(X, y):
            mean_X, mean_y = X.mean(0, keepdim=True), y.mean(0, keepdim=True)
            w = torch.linalg.pinv(X - mean_X) @ (y - mean_y)
            return w, (mean_y - mean_X @ w).reshape(1)
        """,
        """
        import numpy as np

        def least_squares(X, y):
            design = np.column_stack([X.numpy(), np.ones(len(X))])
            solution = torch.from_numpy(np.linalg.lstsq(design, y.numpy(), rcond=None)[0]).to(X.dtype)
            return solution[:-1], solution[-1]
        """,
        """
        def least_squares(X, y):
            design = torch.nn.functional.pad(X, (0, 1), value=1.0)
            U, S, Vh = torch.linalg.svd(design, full_matrices=False)
            inverse = torch.where(S > 1e-5 * S[0], 1 / S, torch.zeros_like(S))
            solution = Vh.T @ (inverse[:, None] * (U.T @ y))
            return solution[:-1], solution[-1]
        """,
    ],
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
    ],
}
STYLES = [(exercise, code) for exercise, codes in RIGHT.items() for code in codes]


@pytest.mark.parametrize(("exercise", "code"), STYLES)
def test_every_right_style_gets_full_marks(grader: Grader, exercise: str, code: str) -> None:
    assert complaints(graded(grader, code, exercise)) == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_exercise_has_at_least_five_right_styles(exercise: str) -> None:
    assert len(RIGHT[exercise]) >= 5


def test_the_solution_gets_full_marks(grader: Grader) -> None:
    assert complaints(graded(grader, "")) == []


JUNK = {
    "none": "None",
    "int": "3",
    "huge": "10**400",
    "nan": "float('nan')",
    "text": "'shirt'",
    "list": "[1.0, 2.0]",
    "nothing": "[]",
    "pair of junk": "(None, 'x')",
    "pair of pairs": "[(torch.zeros(2), None), (1, 2)]",
    "triple of junk": "(torch.zeros(2, 1), torch.zeros(1), {'a': 1})",
    "triple of nan": "(torch.full((2, 1), float('nan')), torch.zeros(1), [float('nan')] * 3)",
    "complex triple": "(torch.zeros(2, 1) + 0j, torch.zeros(1) + 0j, [1j, 1j, 1j])",
    "dict": "{'a': 1}",
    "scalar": "torch.tensor(0.5)",
    "empty": "torch.zeros(0)",
    "two empty rows": "torch.zeros(2, 0)",
    "table": "torch.zeros(3, 3)",
    "column of nan": "torch.full((6, 1), float('nan'))",
    "complex": "torch.zeros(5, 1, dtype=torch.complex64)",
    "sparse": "torch.eye(3).to_sparse()",
    "meta": "torch.zeros(3, device='meta')",
    "bool": "torch.ones(5, 1, dtype=torch.bool)",
    "array": "__import__('numpy').ones((5, 1))",
    "objects": "__import__('numpy').array([None, 'x'], dtype=object)",
    "generator": "(i for i in range(3))",
    "generator of pairs": "((i, torch.zeros(i)) for i in range(3))",
    "function": "print",
    "equal to all": "type('Liar', (), {'__eq__': lambda self, other: True})()",
    "float that lies": "type('L', (float,), {'__sub__': lambda s, o: 0.0, '__eq__': lambda s, o: True})(7)",
    "shape that lies": "type('L', (torch.Tensor,), {'shape': property(lambda s: (5, 1))})([1.0])",
}  # fmt: skip


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_never_passes_and_never_harms(grader: Grader, junk: str) -> None:
    code = "".join(f"def {name}(*arguments):\n    return {junk}\n\n\n" for name in EXERCISES)
    verdict = graded(grader, code)
    assert [c.name for c in verdict.checks if c.status in (Status.INTERNAL, Status.PASSED)] == []


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
def test_spoilt_parameters_never_pass_and_never_harm(grader: Grader, spoil: str) -> None:
    code = f"""
        right_step = sgd

        def sgd(params, lr, batch_size):
            right_step(params, lr, batch_size)
            for p in params:
                {spoil}
        """
    verdict = graded(grader, code, "sgd")
    assert [c.name for c in verdict.checks if c.status is Status.INTERNAL] == []
    assert verdict.score is not None
    assert verdict.score < verdict.max_score


MISTAKES = mistakes(NAME)


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.id for mistake in MISTAKES])
def test_every_known_mistake_loses_points(grader: Grader, mistake: KnownMistake) -> None:
    verdict = graded(grader, mistake.code, mistake.exercise)
    assert verdict.score is not None
    assert verdict.score < verdict.max_score


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_exercise_has_at_least_two_known_mistakes(exercise: str) -> None:
    assert sum(mistake.exercise == exercise for mistake in MISTAKES) >= 2


def test_messages_show_no_expected_value_unless_asked_to(grader: Grader) -> None:
    """A hidden value would let somebody write it down for a regrade with the same seed."""
    for mistake in MISTAKES:
        verdict = graded(grader, mistake.code, mistake.exercise, seed="5" * 32)
        for check in verdict.checks:
            assert not re.search(r"(For example|It is .*, expected|Your weights)", check.message)


@pytest.mark.parametrize("number", range(40))
def test_dependent_columns_are_so_in_every_order(number: int) -> None:
    """What torch's gelsy needs while it starts from a random list of pivots (checks' comment)."""
    draw = Draw(f"{number:032x}", "columns")
    for X, rank in ((dependent_columns(draw)[0], 3), (few_examples(draw, 4)[0], 4)):
        design = torch.column_stack([X, torch.ones(len(X))]).double()
        columns = range(design.shape[1])
        assert int(torch.linalg.matrix_rank(design)) == rank < len(columns)
        for chosen in torch.combinations(torch.tensor(columns), rank):
            assert int(torch.linalg.matrix_rank(design[:, chosen])) == rank


def test_two_layer_descent_is_what_autograd_finds() -> None:
    draw = Draw("7" * 32, "descent")
    shapes = ((3, 2), (3,), (1, 3), (1,))
    start = [draw.normal(*shape, dtype=torch.float64) for shape in shapes]
    batches = [(draw.normal(n, 2), draw.normal(n, 1)) for n in (4, 3)]
    parameters = [tensor.clone().requires_grad_() for tensor in start]
    for X, y in batches:
        A, a, C, c = parameters
        loss = (((X.double() @ A.T + a) @ C.T + c - y.double()) ** 2).mean()
        gradients = torch.autograd.grad(loss, parameters)
        parameters = [
            (p - 0.1 * g).detach().requires_grad_()
            for p, g in zip(parameters, gradients, strict=True)
        ]
    for found, expected in zip(
        oracle.two_layer_descent(batches, start, 0.1), parameters, strict=True
    ):
        torch.testing.assert_close(found, expected.detach())
