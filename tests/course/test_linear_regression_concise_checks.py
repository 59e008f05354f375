"""Lesson 2's checks: right answers in many styles pass, junk never does and never harms."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from autograder.course.catalog import assignment
from autograder.course.mistake import KnownMistake, mistakes
from autograder.grading import Grader
from autograder.outcome import Status, Verdict

NAME = "linear_regression_concise"
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
    "load_array": [
        """
        def load_array(data_arrays, batch_size, is_train=True):
            dataset = torch.utils.data.TensorDataset(*data_arrays)
            return torch.utils.data.DataLoader(dataset, batch_size, shuffle=is_train)
        """,
        """
        def load_array(data_arrays, batch_size, is_train=True):
            return DataLoader(list(zip(*data_arrays)), batch_size=batch_size, shuffle=bool(is_train))
        """,
        """
        from torch.utils.data import BatchSampler, RandomSampler, SequentialSampler

        def load_array(data_arrays, batch_size, is_train=True):
            dataset = TensorDataset(*data_arrays)
            sampler = RandomSampler(dataset) if is_train else SequentialSampler(dataset)
            return DataLoader(dataset, batch_sampler=BatchSampler(sampler, batch_size, False))
        """,
        """
        class Rows(torch.utils.data.Dataset):
            def __init__(self, arrays):
                self.arrays = arrays

            def __len__(self):
                return len(self.arrays[0])

            def __getitem__(self, i):
                return tuple(array[i] for array in self.arrays)

        class Loader(DataLoader):
            pass

        def load_array(data_arrays, batch_size, is_train=True):
            return Loader(Rows(data_arrays), batch_size, is_train)
        """,
        """
        def load_array(data_arrays, batch_size, is_train=True):
            generator = torch.Generator().manual_seed(7)
            dataset = TensorDataset(*data_arrays)
            if not is_train:
                return DataLoader(dataset, batch_size)
            return DataLoader(dataset, batch_size, shuffle=True, generator=generator)
        """,
        """
        def load_array(data_arrays, batch_size, is_train=True):
            dataset = TensorDataset(*data_arrays)
            collate = lambda rows: tuple(torch.stack(column) for column in zip(*rows))
            return DataLoader(dataset, batch_size, shuffle=is_train, collate_fn=collate, drop_last=False)
        """,
    ],
    "linreg_net": [
        """
        def linreg_net(num_features):
            net = nn.Sequential(nn.Linear(num_features, 1))
            net[0].weight.data.normal_(0, 0.01)
            net[0].bias.data.fill_(0)
            return net
        """,
        """
        def linreg_net(num_features):
            layer = nn.Linear(num_features, 1)
            with torch.no_grad():
                layer.weight.copy_(0.01 * torch.randn(1, num_features))
                layer.bias.zero_()
            return nn.Sequential(layer)
        """,
        """
        from collections import OrderedDict

        def linreg_net(num_features):
            net = nn.Sequential(OrderedDict(linear=nn.Linear(num_features, out_features=1, bias=True)))
            nn.init.normal_(net.linear.weight, 0.0, 0.01)
            nn.init.constant_(net.linear.bias, 0)
            return net
        """,
        """
        def linreg_net(num_features):
            net = nn.Sequential()
            net.append(nn.Linear(num_features, 1))
            net[0].weight = nn.Parameter(torch.normal(0.0, 0.01, (1, num_features)))
            net[0].bias = nn.Parameter(torch.zeros(1))
            return net
        """,
        """
        def start(layer):
            if isinstance(layer, nn.Linear):
                nn.init.normal_(layer.weight, std=0.01)
                nn.init.zeros_(layer.bias)

        def linreg_net(num_features):
            return nn.Sequential(nn.Linear(num_features, 1)).apply(start)
        """,
        """
        class Net(nn.Sequential):
            pass

        def linreg_net(num_features):
            net = Net(nn.Linear(num_features, 1))
            for name, parameter in net.named_parameters():
                parameter.data = torch.randn_like(parameter) * 0.01 if "weight" in name else torch.zeros(1)
            return net.eval()
        """,
    ],
    "train_concise": [
        # as a book has it: measured after the epoch
        """
        def train_concise(net, data_iter, lr, num_epochs):
            loss = nn.MSELoss()
            trainer = torch.optim.SGD(net.parameters(), lr=lr)
            losses = []
            for epoch in range(num_epochs):
                for X, y in data_iter:
                    l = loss(net(X), y)
                    trainer.zero_grad()
                    l.backward()
                    trainer.step()
                with torch.no_grad():
                    X, y = (torch.cat(part) for part in zip(*data_iter))
                    losses.append(loss(net(X), y))
            return losses
        """,
        # cleared after the step; the mean weighed by hand while training; a tensor of losses
        """
        def train_concise(net, data_iter, lr, num_epochs):
            optimizer = torch.optim.SGD(net.parameters(), lr)
            losses = torch.zeros(num_epochs)
            for epoch in range(num_epochs):
                count = 0
                for X, y in data_iter:
                    loss = nn.functional.mse_loss(net(X), y)
                    loss.backward()
                    optimizer.step()
                    optimizer.zero_grad()
                    losses[epoch] += loss.detach() * len(X)
                    count += len(X)
                losses[epoch] /= count
            return losses
        """,
        # NumPy numbers, each minibatch measured after its own step
        """
        import numpy as np

        def train_concise(net, data_iter, lr, num_epochs):
            optimizer = torch.optim.SGD(net.parameters(), lr=lr)
            sums, losses = nn.MSELoss(reduction="sum"), []
            for epoch in range(num_epochs):
                total, count = 0.0, 0
                for X, y in data_iter:
                    optimizer.zero_grad()
                    (sums(net(X), y) / len(y)).backward()
                    optimizer.step()
                    with torch.no_grad():
                        total += sums(net(X), y).numpy()
                    count += len(y)
                losses.append(np.float64(total / count))
            return tuple(losses)
        """,
        # without an optimizer
        """
        def train_concise(net, data_iter, lr, num_epochs):
            losses = []
            for _ in range(num_epochs):
                errors = []
                for X, y in data_iter:
                    loss = ((net(X) - y) ** 2).mean()
                    gradients = torch.autograd.grad(loss, list(net.parameters()))
                    errors += [loss.item()] * len(y)
                    with torch.no_grad():
                        for parameter, gradient in zip(net.parameters(), gradients):
                            parameter -= lr * gradient
                losses.append(sum(errors) / len(errors))
            return losses
        """,
        # a closure, a list of groups, training mode, no sets to None
        """
        def train_concise(net, data_iter, lr, num_epochs):
            net.train()
            optimizer = torch.optim.SGD([{"params": [p], "lr": lr} for p in net.parameters()])
            squared, losses = nn.MSELoss(reduction="none"), []
            for epoch in range(num_epochs):
                seen = []
                for X, y in data_iter:
                    def closure():
                        optimizer.zero_grad(set_to_none=False)
                        l = squared(net(X), y)
                        l.mean().backward()
                        seen.append(l.detach().flatten())
                        return l.mean()
                    optimizer.step(closure)
                losses.append(float(torch.cat(seen).mean()))
            net.eval()
            return losses
        """,
        # the parameters replaced by new ones
        """
        def train_concise(net, data_iter, lr, num_epochs):
            losses = []
            for epoch in range(num_epochs):
                batches = list(data_iter)
                for X, y in batches:
                    net.zero_grad()
                    nn.MSELoss()(net(X), y).backward()
                    for parameter in net.parameters():
                        parameter.data = parameter.data - lr * parameter.grad
                squares = sum((net(X) - y).square().sum().item() for X, y in batches)
                losses.append(squares / sum(len(y) for _, y in batches))
            return losses
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
    "wrong dtype": "net.double()",
    "complex": "next(net.parameters()).data = next(net.parameters()).data + 0j",
    "nan": "next(net.parameters()).data.fill_(float('nan'))",
    "wrong shape": "next(net.parameters()).data = torch.zeros(0)",
    "a parameter more": "net.register_parameter('extra', nn.Parameter(torch.zeros(1)))",
    "no parameters": "[layer._parameters.clear() for layer in net.modules()]",
    "sparse": "next(net.parameters()).data = torch.zeros(1, 3).to_sparse()",
    "meta": "net.to('meta')",
    "a little too far": "next(net.parameters()).data.add_(1e-2)",
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_spoilt_networks_never_pass_and_never_harm(grader: Grader, spoil: str) -> None:
    code = f"""
        right_training, right_net = train_concise, linreg_net

        def train_concise(net, *settings):
            losses = right_training(net, *settings)
            {spoil}
            return losses

        def linreg_net(num_features):
            net = right_net(num_features)
            {spoil}
            return net
        """
    for exercise in ("linreg_net", "train_concise"):
        verdict = graded(grader, code, exercise)
        assert [c.name for c in verdict.checks if c.status is Status.INTERNAL] == []
        assert verdict.score is not None
        assert verdict.score < verdict.max_score


LOADERS = {
    "numbers": "yield from range(3)",
    "endless": "while True: yield torch.zeros(2, 2), torch.zeros(2, 1)",
    "complex": "yield torch.zeros(2, 2), torch.zeros(2, 1) + 0j",
    "scalars": "yield torch.tensor(1.0), torch.tensor(2.0)",
    "nan": "yield torch.zeros(4, 2), torch.full((4, 1), float('nan'))",
    "far rows": "yield torch.zeros(4, 2), torch.full((4, 1), 1e30)",
    "nothing": "return iter(())",
}


@pytest.mark.parametrize("body", LOADERS.values(), ids=LOADERS.keys())
def test_loaders_that_lie_never_pass_and_never_harm(grader: Grader, body: str) -> None:
    code = f"""
        class DataLoader:
            def __iter__(self):
                {body}

        def load_array(*arguments):
            return DataLoader()
        """
    verdict = graded(grader, code, "load_array")
    assert [c.name for c in verdict.checks if c.status in (Status.INTERNAL, Status.PASSED)] == []


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
