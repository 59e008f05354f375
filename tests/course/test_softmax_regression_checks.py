"""Lesson 5's checks: right answers in many styles pass, junk never does and never harms."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from autograder.course import fashion
from autograder.course.catalog import assignment
from autograder.course.mistake import KnownMistake, mistakes
from autograder.grading import Grader
from autograder.judge.draw import Draw
from autograder.outcome import Status, Verdict
from autograder.toolkit import FASHION_MNIST_LABELS

NAME = "softmax_regression"
SOLUTION = (Path(__file__).parents[2] / "solutions" / f"{NAME}.py").read_text(encoding="utf-8")
EXERCISES = [exercise.name for exercise in assignment(NAME).exercises]


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with Grader() as grader:
        yield grader


def grade(grader: Grader, code: str, exercise: str = "", seed: str = "") -> Verdict:
    """The verdict on the solution with this code after it."""
    text = f"{SOLUTION}\n\n# %%\n{textwrap.dedent(code)}"
    only = [exercise] if exercise else []
    return grader.grade(assignment(NAME), "student.py", text.encode(), seed=seed, only=only)


def complaints(verdict: Verdict) -> list[str]:
    return [f"{c.name} {c.status}: {c.message}" for c in verdict.checks if c.status != "passed"]


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
        def softmax(X):
            return torch.sigmoid(-torch.stack([
                torch.cat([X[:, :j], X[:, j + 1 :]], 1).double().logsumexp(1) - X[:, j].double()
                if X.shape[1] > 1 else torch.full((len(X),), -1e9) - 0 * X[:, j]
                for j in range(X.shape[1])], 1)).to(X.dtype)
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
        "def cross_entropy(y_hat, y):\n    return -torch.diagonal(y_hat[:, y]).log()",
    ],
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
            guess = y_hat.numpy().argmax(-1) if y_hat.ndim == 2 else y_hat.numpy()
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
    "evaluate_accuracy": [
        """
        @torch.no_grad()
        def evaluate_accuracy(net, data_iter):
            if isinstance(net, torch.nn.Module):
                net.eval()
            metric = Accumulator(2)
            for X, y in data_iter:
                metric.add(accuracy(net(X), y), y.numel())
            return metric[0] / metric[1]
        """,
        """
        def evaluate_accuracy(net, data_iter):
            was_training = getattr(net, "training", None)
            if was_training is not None:
                net.eval()
            with torch.inference_mode():
                hits = torch.cat([net(X).argmax(1) == y for X, y in data_iter])
            if was_training:
                net.train()
            return hits.float().mean()
        """,
        """
        def evaluate_accuracy(net, data_iter):
            if hasattr(net, "eval"):
                net.train(False)
            pairs = list(data_iter)
            with torch.no_grad():
                scores = net(torch.cat([X for X, _ in pairs]))
            y = torch.cat([y for _, y in pairs])
            return accuracy(scores, y) / len(y)
        """,
        """
        def evaluate_accuracy(net, data_iter):
            import numpy as np
            if isinstance(net, nn.Module):
                net.eval()
            torch.set_grad_enabled(False)
            correct = total = 0
            for X, y in data_iter:
                correct += (net(X).argmax(1) == y).sum()
                total += len(X)
            torch.set_grad_enabled(True)
            return np.float32(correct / total)
        """,
        """
        def evaluate_accuracy(net, data_iter):
            if isinstance(net, nn.Module):
                net.eval()
            with torch.no_grad():
                sizes, means = zip(*((len(y), accuracy(net(X), y) / len(y)) for X, y in data_iter))
            return sum(n * m for n, m in zip(sizes, means)) / sum(sizes)
        """,
    ],
    "train_epoch": [
        """
        def train_epoch(net, train_iter, loss, updater):
            if isinstance(net, torch.nn.Module):
                net.train()
            metric = Accumulator(3)
            for X, y in train_iter:
                y_hat = net(X)
                l = loss(y_hat, y)
                if isinstance(updater, torch.optim.Optimizer):
                    updater.zero_grad()
                    l.mean().backward()
                    updater.step()
                else:
                    l.sum().backward()
                    updater(X.shape[0])
                metric.add(float(l.sum()), accuracy(y_hat, y), y.numel())
            return metric[0] / metric[2], metric[1] / metric[2]
        """,
        """
        def train_epoch(net, train_iter, loss, updater):
            if hasattr(net, "train"):
                net.train()
            total_loss, hits, count = torch.zeros(()), torch.zeros(()), 0
            for i, (X, y) in enumerate(train_iter):
                scores = net(X)
                losses = loss(scores, y)
                n = len(losses)
                if hasattr(updater, "step"):
                    (losses.sum() / n).backward()
                    updater.step()
                    updater.zero_grad(set_to_none=False)
                else:
                    losses.backward(torch.ones_like(losses))
                    updater(batch_size=n)
                total_loss += losses.detach().sum()
                hits += accuracy(scores.detach(), y)
                count += n
            return [total_loss / count, hits / count]
        """,
        """
        def train_epoch(net, train_iter, loss, updater):
            if isinstance(net, nn.Module):
                net.train(True)
            rows = []
            for X, y in train_iter:
                with torch.no_grad():
                    hits = accuracy(net(X), y)
                losses = loss(net(X), y)
                if isinstance(updater, torch.optim.Optimizer):
                    updater.zero_grad()
                    torch.mean(losses).backward()
                    updater.step()
                else:
                    torch.mean(losses).backward()
                    updater(1)
                rows.append((losses.sum().item(), hits, len(y)))
            loss_sum, hits, n = map(sum, zip(*rows))
            return loss_sum / n, hits / n
        """,
        """
        def train_epoch(net, train_iter, loss, updater):
            isinstance(net, nn.Module) and net.train()
            metric = torch.zeros(3, dtype=torch.float64)
            is_optimizer = not callable(updater)
            for X, y in train_iter:
                y_hat = net(X)
                l = loss(y_hat, y)
                if is_optimizer:
                    for group in updater.param_groups:
                        for p in group["params"]:
                            p.grad = None
                    l.mean().backward()
                    updater.step()
                else:
                    l.sum().backward()
                    updater(y.shape[0])
                metric += torch.tensor([l.sum().item(), accuracy(y_hat, y), len(y)])
            return (metric[:2] / metric[2]).numpy()
        """,
        """
        def train_epoch(net, train_iter, loss, updater):
            optimizer = updater if isinstance(updater, torch.optim.Optimizer) else None
            if isinstance(net, nn.Module):
                net.train()
            loss_sum = hits = 0.0
            n = len(train_iter.dataset)
            for X, y in train_iter:
                y_hat = net(X)
                l = loss(y_hat, y).sum()
                if optimizer:
                    optimizer.zero_grad()
                    (l / len(y)).backward()
                    optimizer.step(lambda: None)
                else:
                    l.backward()
                    updater(len(y))
                loss_sum += l.item()
                hits += accuracy(y_hat, y)
            return torch.tensor([loss_sum / n, hits / n])
        """,
    ],
    "train": [
        """
        def train(net, train_iter, test_iter, loss, num_epochs, updater):
            animator = Animator(xlabel="epoch", legend=["train loss", "train acc", "test acc"])
            results = []
            for epoch in range(num_epochs):
                metrics = train_epoch(net, train_iter, loss, updater)
                test_acc = evaluate_accuracy(net, test_iter)
                animator.add(epoch + 1, metrics + (test_acc,))
                results.append(metrics + (test_acc,))
            return results
        """,
        """
        def train(net, train_iter, test_iter, loss, num_epochs, updater):
            return tuple([*train_epoch(net, train_iter, loss, updater),
                          evaluate_accuracy(net, test_iter)] for _ in range(num_epochs))
        """,
        """
        def train(net, train_iter, test_iter, loss, num_epochs, updater):
            history = torch.zeros(num_epochs, 3)
            for epoch in range(num_epochs):
                history[epoch, :2] = torch.tensor(train_epoch(net, train_iter, loss, updater))
                history[epoch, 2] = evaluate_accuracy(net, test_iter)
            return history
        """,
        """
        def train(net, train_iter, test_iter, loss, num_epochs, updater):
            import numpy as np
            history = []
            while len(history) < num_epochs:
                row = np.array([*train_epoch(net, train_iter, loss, updater), 0.0])
                row[2] = evaluate_accuracy(net, test_iter)
                history += [row]
                print("epoch", len(history), row)
            return np.stack(history)
        """,
        """
        def train(net, train_iter, test_iter, loss, num_epochs, updater):
            history = []
            for _ in range(num_epochs):
                if isinstance(net, nn.Module):
                    net.train()
                totals = [0.0, 0, 0]
                for X, y in train_iter:
                    y_hat = net(X)
                    losses = loss(y_hat, y)
                    if isinstance(updater, torch.optim.Optimizer):
                        updater.zero_grad(); losses.mean().backward(); updater.step()
                    else:
                        losses.sum().backward(); updater(len(y))
                    for i, v in enumerate((losses.sum().item(), accuracy(y_hat, y), len(y))):
                        totals[i] += v
                history.append((totals[0] / totals[2], totals[1] / totals[2],
                                evaluate_accuracy(net, test_iter)))
            return history
        """,
    ],
    "predict": [
        """
        def predict(net, images):
            if isinstance(net, nn.Module):
                net.eval()
            return [FASHION_MNIST_LABELS[int(i)] for i in net(images).argmax(axis=1)]
        """,
        """
        @torch.no_grad()
        def predict(net, images):
            getattr(net, "eval", lambda: None)()
            return tuple(FASHION_MNIST_LABELS[c] for c in net(images).max(1)[1].tolist())
        """,
        """
        def predict(net, images):
            names = ['t-shirt', 'trouser', 'pullover', 'dress', 'coat',
                     'sandal', 'shirt', 'sneaker', 'bag', 'ankle boot']
            if isinstance(net, nn.Module):
                net.train(False)
            found = []
            for image in images:
                with torch.inference_mode():
                    found.append(names[net(image[None]).argmax()])
            return found
        """,
        """
        def predict(net, images):
            if isinstance(net, nn.Module):
                net.eval()
            classes = net(images).detach().numpy().argmax(1)
            return list(map(FASHION_MNIST_LABELS.__getitem__, classes))
        """,
        """
        def predict(net, images):
            if hasattr(net, "training"):
                was, net.training = net.training, False
                net.eval()
            class_ids = torch.topk(net(images), 1).indices[:, 0]
            if hasattr(net, "training"):
                net.train(was)
            return [FASHION_MNIST_LABELS[c] for c in class_ids]
        """,
    ],
}

STYLES = [
    pytest.param(exercise, code, id=f"{exercise}-{number}")
    for exercise, codes in RIGHT.items()
    for number, code in enumerate(codes)
]


@pytest.mark.parametrize(("exercise", "code"), STYLES)
def test_every_right_style_gets_full_marks(grader: Grader, exercise: str, code: str) -> None:
    assert complaints(grade(grader, code, exercise)) == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_exercise_has_at_least_five_right_styles(exercise: str) -> None:
    assert len(RIGHT[exercise]) >= 5


def test_the_solution_gets_full_marks(grader: Grader) -> None:
    verdict = grade(grader, "")
    assert (complaints(verdict), verdict.score) == ([], verdict.max_score)


JUNK = {
    "none": "None",
    "int": "3",
    "huge": "10**400",
    "nan": "float('nan')",
    "infinite": "float('inf')",
    "text": "'shirt'",
    "list": "[1.0, 2.0]",
    "triples": "[(0.5, 0.5, 0.5)] * 3",
    "nothing": "[]",
    "pair of junk": "(None, 'x')",
    "dict": "{'a': 1}",
    "scalar": "torch.tensor(0.5)",
    "empty": "torch.zeros(0)",
    "table": "torch.zeros(3, 3)",
    "nan table": "torch.full((6, 4), float('nan'))",
    "complex": "torch.zeros(5, dtype=torch.complex64)",
    "complex scalar": "1j",
    "sparse": "torch.eye(3).to_sparse()",
    "meta": "torch.zeros(3, device='meta')",
    "array": "__import__('numpy').ones((5, 4))",
    "objects": "__import__('numpy').array([None, 'x'], dtype=object)",
    "generator": "(i for i in range(3))",
    "function": "print",
    "class": "dict",
    "equal to all": "type('Liar', (), {'__eq__': lambda self, other: True})()",
    "float that lies": "type('L', (float,), {'__sub__': lambda s, o: 0.0, '__eq__': lambda s, o: True})(7)",
    "getter": "type('G', (), {'__getitem__': lambda s, i: None, 'add': print, 'reset': print})()",
    "liar totals": "type('G', (), {'__getitem__': lambda s, i: 5.0, 'add': print, 'reset': print})()",
    "table totals": "type('G', (), {'__getitem__': lambda s, i: torch.ones(2), 'add': print,"
    " 'reset': print})()",
}  # fmt: skip


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_never_passes_and_never_harms(grader: Grader, junk: str) -> None:
    code = "".join(f"def {name}(*arguments):\n    return {junk}\n\n\n" for name in EXERCISES)
    verdict = grade(grader, code)
    assert [c.name for c in verdict.checks if c.status in (Status.INTERNAL, Status.PASSED)] == []
    assert verdict.score == 0


TAMPERED = {
    "wrong dtype": "p.data = p.data.double()",
    "wrong shape": "p.data = p.data.reshape(-1)[:1]",
    "complex": "p.data = p.data.to(torch.complex64)",
    "nan": "p.data.fill_(float('nan'))",
    "infinite": "p.data.fill_(float('inf'))",
    "sparse": "p.data = torch.zeros(3)",
    "moved afterwards": "p.data.add_(1e-3)",
}


@pytest.mark.parametrize("spoil", TAMPERED.values(), ids=TAMPERED.keys())
def test_spoilt_parameters_never_pass_and_never_harm(grader: Grader, spoil: str) -> None:
    code = f"""
        def spoilt(updater):
            def update(batch_size):
                updater(batch_size)
                for cell in updater.__wrapped__.__closure__:
                    if isinstance(cell.cell_contents, list):
                        for p in cell.cell_contents:
                            if isinstance(p, torch.Tensor) and p.requires_grad:
                                {spoil}
            return update

        right_epoch = train_epoch

        def train_epoch(net, train_iter, loss, updater):
            if not isinstance(updater, torch.optim.Optimizer):
                updater = spoilt(updater)
            return right_epoch(net, train_iter, loss, updater)
        """
    verdict = grade(grader, code, "train_epoch")
    by_name = {check.name: check.status for check in verdict.checks}
    assert Status.INTERNAL not in by_name.values()
    assert by_name["steps_with_a_function"] is not Status.PASSED


def test_forged_traces_do_no_harm(grader: Grader) -> None:
    code = """
        def forge(thing):
            for cell in getattr(getattr(thing, "__wrapped__", thing), "__closure__", None) or ():
                if type(cell.cell_contents) is list:
                    cell.cell_contents[:] = [torch.zeros(2), None, (1,), "x", (None, [3])]

        def evaluate_accuracy(net, data_iter):
            forge(net)
            return 0.5

        def train_epoch(net, train_iter, loss, updater):
            forge(updater)
            forge(net)
            if isinstance(net, nn.Module):
                net[-1].trace[:] = [torch.ones(2), (torch.ones(2), torch.ones(2)), None, (True,)]
            return 0.5, 0.5
        """
    verdict = grade(grader, code)
    assert Status.INTERNAL not in {check.status for check in verdict.checks}
    by_name = {exercise.name: exercise for exercise in verdict.exercises}
    for name in ("evaluate_accuracy", "train_epoch"):
        assert by_name[name].score == 0, complaints(verdict)


MISTAKES = mistakes(NAME)


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.id for mistake in MISTAKES])
def test_every_known_mistake_loses_points(grader: Grader, mistake: KnownMistake) -> None:
    verdict = grade(grader, mistake.code, mistake.exercise)
    assert Status.INTERNAL not in {check.status for check in verdict.checks}
    assert verdict.score is not None
    assert verdict.score < verdict.max_score


def test_mistakes_have_distinct_names_of_exercises() -> None:
    assert len({mistake.id for mistake in MISTAKES}) == len(MISTAKES)
    assert {mistake.exercise for mistake in MISTAKES} == set(EXERCISES)


SEPARATE = {  # the mistake, and the one check that it fails
    "softmax.no_row_max": "stable_on_large_logits",
    "softmax.global_max": "stable_on_large_logits",
    "softmax.detached": "softmax_is_differentiable",
    "softmax.changes_input": "rows_are_probabilities",
    "cross_entropy.rebuilt_tensor": "cross_entropy_is_differentiable",
    "evaluate_accuracy.mean_of_means": "every_example_counts_alike",
    "evaluate_accuracy.training_mode": "module_in_evaluation_mode",
    "evaluate_accuracy.graph_recorded": "evaluation_records_no_graph",
    "train_epoch.mean_with_function": "steps_with_a_function",
    "train_epoch.sum_with_optimizer": "steps_with_an_optimizer",
    "train_epoch.mode_unset": "module_in_training_mode",
    "train_epoch.mean_of_means": "returns_loss_and_accuracy",
    "train.tested_on_training_data": "reports_every_epoch",
    "train.stays_in_evaluation_mode": "module_changes_modes",
}


@pytest.mark.parametrize(("name", "check"), SEPARATE.items(), ids=SEPARATE.keys())
def test_one_misunderstanding_costs_one_check(grader: Grader, name: str, check: str) -> None:
    mistake = next(mistake for mistake in MISTAKES if mistake.id == name)
    verdict = grade(grader, mistake.code, mistake.exercise)
    assert [c.name for c in verdict.checks if c.status is not Status.PASSED] == [check]


def test_labels_are_those_that_students_get() -> None:
    assert fashion.LABELS == FASHION_MNIST_LABELS


def test_fashion_task_keeps_pixels_classes_and_examples_apart() -> None:
    task = fashion.secret_task(Draw("00", "a"))
    other = fashion.secret_task(Draw("01", "a"))
    train, held_out = (part.fields["order"] for part in (task.train, task.validation))
    assert len(set(train.tolist()) | set(held_out.tolist())) == len(train) + len(held_out)
    assert task.pixels.sort().values.tolist() == list(range(784))
    assert task.classes.sort().values.tolist() == list(range(10))
    assert not torch.equal(task.pixels, other.pixels)


def test_accuracy_on_test_undoes_the_renaming() -> None:
    """Weights that fit the data set as it is give the same accuracy once they are renamed."""
    W, b = Draw("02", "a").normal(784, 10), Draw("03", "a").normal(10)
    same = torch.arange(784), torch.arange(10)
    task = fashion.secret_task(Draw("04", "a"))
    renamed_W, renamed_b = torch.empty_like(W), torch.empty_like(b)
    renamed_W[:, task.classes] = W[task.pixels]
    renamed_b[task.classes] = b
    expected = fashion.accuracy_on_test(W, b, *same)
    came = fashion.accuracy_on_test(renamed_W, renamed_b, task.pixels, task.classes)
    assert came == pytest.approx(expected, abs=3e-4)  # rounding may turn a near tie over
