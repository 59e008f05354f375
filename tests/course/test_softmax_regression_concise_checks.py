"""Lesson 6's checks: right answers in many styles pass, junk never does and never harms."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course.catalog import assignment
from autograder.course.mistake import KnownMistake, mistakes
from autograder.grading import Grader
from autograder.outcome import Status, Verdict

NAME = "softmax_regression_concise"
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


LOOP = """
def train_softmax_concise(net, train_iter, test_iter, lr, num_epochs):
    loss, optimizer = {loss}, {optimizer}
    history = []
    for epoch in range({epochs}):
        {train_mode}
        loss_sum, hits, examples = 0.0, 0, 0
        for X, y in train_iter:
            logits = {logits}
            l = loss(logits, y)
            optimizer.zero_grad()
            l.backward()
            {before_step}
            optimizer.step()
            loss_sum += {add}
            hits += (logits.argmax(1) == y).sum().item()
            examples += len(y)
        {test_mode}
        right, total = 0, 0
        with torch.no_grad():
            for X, y in test_iter:
                right += (net(X).argmax(1) == y).sum().item()
                total += len(y)
        history.append({figures})
    return {result}
"""


def loop(**parts: str) -> str:
    """A training loop with other parts than the usual ones."""
    usual = {
        "loss": "nn.CrossEntropyLoss()",
        "optimizer": "torch.optim.SGD(net.parameters(), lr=lr)",
        "epochs": "num_epochs",
        "train_mode": "net.train()",
        "logits": "net(X)",
        "before_step": "pass",
        "add": "l.item() * len(y)",
        "test_mode": "net.eval()",
        "figures": "(loss_sum / examples, hits / examples, right / total)",
        "result": "history",
    }
    return LOOP.format(**{**usual, **parts})


RIGHT = {
    "one_hot": [
        "def one_hot(y, num_classes):\n    return torch.eye(num_classes)[y]",
        """
        def one_hot(y, num_classes):
            result = torch.zeros(len(y), num_classes)
            result[torch.arange(len(y)), y] = 1
            return result
        """,
        """
        def one_hot(y, num_classes):
            return torch.zeros(y.shape[0], num_classes).scatter_(1, y.unsqueeze(1), 1.0)
        """,
        """
        def one_hot(y, num_classes):
            return (y.reshape(-1, 1) == torch.arange(num_classes)).float()
        """,
        """
        def one_hot(y, num_classes):
            return torch.tensor([[float(c == label) for c in range(num_classes)]
                                 for label in y.tolist()])
        """,
        "def one_hot(y, num_classes):\n    return torch.stack([torch.eye(num_classes)[c] for c in y])",
    ],
    "log_softmax": [
        """
        def log_softmax(logits):
            shifted = logits - logits.max(dim=1, keepdim=True).values
            return shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        """,
        "def log_softmax(logits):\n    return logits - logsumexp(logits).unsqueeze(1)",
        """
        def log_softmax(logits):
            rows = []
            for row in logits:
                shifted = row - row.max().detach()
                rows.append(shifted - torch.log(torch.sum(torch.exp(shifted))))
            return torch.stack(rows)
        """,
        """
        def log_softmax(logits: torch.Tensor, dim: int = -1) -> torch.Tensor:
            m, _ = torch.max(logits, dim, keepdim=True)
            return logits - m - torch.einsum("nq->n", (logits - m).exp()).log()[:, None]
        """,
        """
        def log_softmax(logits):
            shifted = (logits.T - logits.amax(1)).T
            return (shifted.T - torch.exp(shifted).sum(1).log_()).T
        """,
        """
        def log_softmax(logits):
            with torch.no_grad():
                top = logits.max(1)[0][:, None]
            rest = torch.sub(logits, top)
            return rest.sub(rest.exp().sum(1, True).log())
        """,
    ],
    "logsumexp": [
        """
        def logsumexp(logits):
            m = logits.max(dim=1).values
            return m + torch.log(torch.exp(logits - m[:, None]).sum(1))
        """,
        """
        def logsumexp(logits):
            m = logits.amax(1, keepdim=True)
            return (m + (logits - m).exp().sum(1, keepdim=True).log()).squeeze(1)
        """,
        """
        def logsumexp(logits):
            return torch.stack([row.max() + (row - row.max()).exp().sum().log() for row in logits])
        """,
        """
        def logsumexp(logits):
            total = logits[:, 0]
            for column in logits.unbind(1)[1:]:
                high, low = torch.maximum(total, column), torch.minimum(total, column)
                total = high + torch.log1p(torch.exp(low - high))
            return total
        """,
        """
        def logsumexp(logits):
            order = logits.sort(dim=1, descending=True).values
            return order[:, 0] + torch.exp(order - order[:, :1]).sum(-1).log()
        """,
    ],
    "cross_entropy_with_logits": [
        """
        def cross_entropy_with_logits(logits, y):
            return -log_softmax(logits)[range(len(y)), y]
        """,
        """
        def cross_entropy_with_logits(logits, y):
            return logsumexp(logits) - logits.gather(1, y.unsqueeze(1)).squeeze(1)
        """,
        """
        def cross_entropy_with_logits(logits, y):
            return -(one_hot(y, logits.shape[1]).to(logits.dtype) * log_softmax(logits)).sum(1)
        """,
        """
        def cross_entropy_with_logits(logits, y):
            o = logits - logits.detach().max(1, keepdim=True)[0]
            return torch.log(o.exp().sum(1)) - o[torch.arange(o.size(0)), y]
        """,
        """
        def cross_entropy_with_logits(logits, y):
            return torch.stack([-row[label] for row, label in zip(log_softmax(logits), y)])
        """,
        """
        def cross_entropy_with_logits(logits, y):
            log_p = log_softmax(logits)
            mask = y[:, None] == torch.arange(logits.shape[1])
            return -torch.where(mask, log_p, torch.zeros_like(log_p)).sum(dim=1)
        """,
    ],
    "cross_entropy_gradient": [
        """
        def cross_entropy_gradient(logits, y):
            return log_softmax(logits).exp() - one_hot(y, logits.shape[1]).type(logits.dtype)
        """,
        """
        def cross_entropy_gradient(logits, y):
            e = torch.exp(logits - logits.amax(1, keepdim=True))
            gradient = e / e.sum(1, keepdim=True)
            gradient[torch.arange(len(y)), y] -= 1
            return gradient
        """,
        """
        def cross_entropy_gradient(logits, y):
            P = torch.exp(logits - logsumexp(logits)[:, None])
            return P.scatter_add(1, y[:, None], -torch.ones(len(y), 1, dtype=P.dtype))
        """,
        """
        def cross_entropy_gradient(logits, y):
            rows = []
            for row, label in zip(logits, y.tolist()):
                p = (row - row.max()).exp()
                p = p / p.sum()
                p[label] = p[label] - 1
                rows.append(p)
            return torch.stack(rows)
        """,
        """
        def cross_entropy_gradient(logits, y):
            with torch.no_grad():
                P = log_softmax(logits).exp_()
                return P - torch.eye(logits.size(1), dtype=logits.dtype)[y]
        """,
    ],
    "softmax_net": [
        """
        def softmax_net(num_inputs=784, num_outputs=10):
            net = nn.Sequential(nn.Flatten(), nn.Linear(num_inputs, num_outputs))
            net.apply(init_weights)
            return net
        """,
        """
        def softmax_net(num_inputs=784, num_outputs=10):
            net = nn.Sequential(nn.Flatten(1), nn.Linear(num_inputs, num_outputs))
            net[1].weight.data.normal_(0, 0.01)
            net[1].bias.data.fill_(0)
            return net
        """,
        """
        from collections import OrderedDict

        def softmax_net(num_inputs: int = 784, num_outputs: int = 10) -> nn.Module:
            linear = nn.Linear(num_inputs, num_outputs)
            linear.weight = nn.Parameter(torch.randn(num_outputs, num_inputs) * 0.01)
            linear.bias = nn.Parameter(torch.zeros(num_outputs))
            return nn.Sequential(OrderedDict(flatten=nn.Flatten(), output=linear))
        """,
        """
        class Net(nn.Sequential):
            def __init__(self, d, q):
                super().__init__(nn.Flatten(start_dim=1), nn.Linear(d, q))
                with torch.no_grad():
                    self[-1].weight.copy_(torch.normal(0.0, 0.01, (q, d)))
                    self[-1].bias.zero_()

        def softmax_net(num_inputs=784, num_outputs=10):
            return Net(num_inputs, num_outputs)
        """,
        """
        def softmax_net(num_inputs=784, num_outputs=10):
            net = nn.Sequential()
            net.append(nn.Flatten())
            net.append(nn.Linear(num_inputs, num_outputs, bias=True))
            for name, parameter in net.named_parameters():
                if "bias" in name:
                    nn.init.constant_(parameter, 0)
                else:
                    nn.init.normal_(parameter, std=0.01)
            return net.eval()
        """,
    ],
    "init_weights": [
        """
        def init_weights(m):
            if isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, std=0.01)
                if m.bias is not None:
                    nn.init.zeros_(m.bias)
        """,
        """
        def init_weights(m):
            if type(m) == nn.Linear:
                m.weight.data.normal_(0, 0.01)
                if m.bias is not None:
                    m.bias.data.zero_()
        """,
        """
        @torch.no_grad()
        def init_weights(m):
            if not isinstance(m, torch.nn.Linear):
                return m
            m.weight.copy_(torch.randn_like(m.weight) * 0.01)
            if m.bias is not None:
                m.bias[:] = 0
            return m
        """,
        """
        def init_weights(m):
            match m:
                case nn.Linear():
                    m.weight = nn.Parameter(torch.normal(0, 0.01, m.weight.shape))
                    if m.bias is not None:
                        m.bias = nn.Parameter(torch.zeros_like(m.bias))
        """,
        """
        import numpy as np

        def init_weights(m):
            if isinstance(m, nn.Linear):
                drawn = np.random.normal(0, 0.01, tuple(m.weight.shape))
                m.weight.data = torch.from_numpy(drawn).float()
                if m.bias is not None:
                    m.bias.data *= 0
        """,
    ],
    "train_softmax_concise": [
        loop(),
        loop(figures="[l / l * loss_sum / examples, hits / examples, torch.tensor(right / total)]"),
        loop(
            loss="nn.CrossEntropyLoss(reduction='sum')",
            before_step="[p.grad.div_(len(y)) for p in net.parameters()]",
            add="float(l)",
            result="tuple(history)",
        ),
        loop(optimizer="torch.optim.SGD([{'params': list(net.parameters()), 'lr': lr}])"),
        loop(loss="torch.nn.functional.cross_entropy", result="torch.tensor(history)"),
        """
        def evaluate(net, data_iter):
            net.eval()
            with torch.inference_mode():
                pairs = [(net(X).argmax(dim=1), y) for X, y in data_iter]
            net.train()
            found, y = map(torch.cat, zip(*pairs))
            return (found == y).double().mean().item()

        def train_softmax_concise(net, train_iter, test_iter, lr, num_epochs):
            net.train()
            trainer = torch.optim.SGD(net.parameters(), lr)
            each = nn.CrossEntropyLoss(reduction="none")
            history = []
            for _ in range(num_epochs):
                losses, hits = [], []
                for X, y in train_iter:
                    scores = net(X)
                    loss = each(scores, y)
                    trainer.zero_grad(set_to_none=False)
                    loss.mean().backward()
                    trainer.step()
                    losses += loss.tolist()
                    hits += (scores.max(1)[1] == y).tolist()
                history.append((sum(losses) / len(losses), sum(hits) / len(hits),
                                evaluate(net, test_iter)))
            return history
        """,
    ],
}
STYLES = [
    pytest.param(exercise, textwrap.dedent(code), id=f"{exercise}-{number}")
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
    "text": "'shirt'",
    "list": "[1.0, 2.0]",
    "triples": "[(0.5, 0.5, 0.5)] * 3",
    "nothing": "[]",
    "dict": "{'a': 1}",
    "scalar": "torch.tensor(0.5)",
    "empty": "torch.zeros(0)",
    "table": "torch.zeros(3, 3)",
    "nan table": "torch.full((6, 4), float('nan'))",
    "complex": "torch.zeros(5, dtype=torch.complex64)",
    "sparse": "torch.eye(3).to_sparse()",
    "meta": "torch.zeros(3, device='meta')",
    "array": "__import__('numpy').ones((5, 4))",
    "objects": "__import__('numpy').array([None, 'x'], dtype=object)",
    "generator": "(i for i in range(3))",
    "function": "print",
    "equal to all": "type('Liar', (), {'__eq__': lambda self, other: True})()",
    "float that lies": "type('L', (float,), {'__sub__': lambda s, o: 0.0, '__eq__': lambda s, o: True})(7)",
    "module": "nn.Linear(3, 3)",
    "chain without layers": "nn.Sequential(nn.Flatten())",
    "shared parameters": "nn.Sequential(nn.Flatten(), *[nn.Linear(784, 10, bias=False)] * 2)",
    "lazy": "nn.Sequential(nn.Flatten(), nn.LazyLinear(10))",
    "sparse parameters": "nn.Sequential(nn.Flatten(), type('P', (nn.Module,), {'forward':"
    " lambda s, x: x.to_sparse()})())",
}  # fmt: skip


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_never_passes_and_never_harms(grader: Grader, junk: str) -> None:
    # init_weights returns nothing that counts, and rightly leaves all but linear layers alone.
    names = [name for name in EXERCISES if name != "init_weights"]
    code = "".join(f"def {name}(*arguments):\n    return {junk}\n\n\n" for name in names)
    verdict = grade(grader, code)
    spoilt = [c for e in verdict.exercises if e.name in names for c in e.checks]
    assert [c.name for c in spoilt if c.status in (Status.INTERNAL, Status.PASSED)] == []


TAMPERED = {
    "wrong dtype": "p.data = p.data.double()",
    "wrong shape": "p.data = p.data.reshape(-1)[:1]",
    "complex": "p.data = p.data.to(torch.complex64)",
    "nan": "p.data.fill_(float('nan'))",
    "infinite": "p.data.fill_(float('inf'))",
    "moved": "p.data.add_(1e-3)",
}


@pytest.mark.parametrize("spoil", TAMPERED.values(), ids=TAMPERED.keys())
def test_spoilt_parameters_never_pass_and_never_harm(grader: Grader, spoil: str) -> None:
    code = f"""
    right, initialise = train_softmax_concise, init_weights

    def train_softmax_concise(net, *arguments):
        history = right(net, *arguments)
        for p in net.parameters():
            {spoil}
        return history

    def init_weights(m):
        initialise(m)
        if isinstance(m, nn.Linear):
            for p in m.parameters():
                {spoil}
    """
    verdict = grade(grader, code)
    status = {c.name: c.status for c in verdict.checks}
    assert Status.INTERNAL not in status.values()
    for name in ("follows_gradient_descent", "initialises_linear_layers"):
        assert status[name] == Status.FAILED


# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "log_softmax": {
        "shift by ten": "def log_softmax(logits):\n    e = logits - 10\n"
        "    return e - e.exp().sum(1, True).log()",
        "shift by the last": "def log_softmax(logits):\n    e = logits - logits[:, -1:]\n"
        "    return e - e.exp().sum(1, True).log()",
        "shift by the first": "def log_softmax(logits):\n    e = logits - logits[:, :1]\n"
        "    return e - e.exp().sum(1, True).log()",
        "clipped": "def log_softmax(logits):\n    e = logits.clamp(-80, 80)\n"
        "    return e - e.exp().sum(1, True).log()",
        "base two": "def log_softmax(logits):\n    e = logits - logits.amax(1, True)\n"
        "    return e - e.exp().sum(1, True).log2()",
        "in place": "def log_softmax(logits):\n    logits -= logits.amax(1, True)\n"
        "    return logits - logits.exp().sum(1, True).log()",
    },
    "logsumexp": {
        "maximum": "def logsumexp(logits):\n    return logits.amax(1)",
        "global maximum": "def logsumexp(logits):\n    m = logits.max()\n"
        "    return m + (logits - m).exp().sum(1).log()",
        "mean": "def logsumexp(logits):\n    m = logits.amax(1, True)\n"
        "    return m[:, 0] + (logits - m).exp().mean(1).log()",
    },
    "cross_entropy_with_logits": {
        "epsilon": "def cross_entropy_with_logits(logits, y):\n"
        "    return -(log_softmax(logits).exp() + 1e-8).log()[range(len(y)), y]",
        "column": "def cross_entropy_with_logits(logits, y):\n"
        "    return -log_softmax(logits).gather(1, y[:, None])",
        "sum": "def cross_entropy_with_logits(logits, y):\n"
        "    return -log_softmax(logits)[range(len(y)), y].sum()",
        "predicted class": "def cross_entropy_with_logits(logits, y):\n"
        "    return -log_softmax(logits).amax(1)",
        "0 times infinity": "def cross_entropy_with_logits(logits, y):\n"
        "    p = log_softmax(logits).exp()\n"
        "    return -(one_hot(y, logits.shape[1]) * p.log()).sum(1)",
    },
    "cross_entropy_gradient": {
        "logits for softmax": "def cross_entropy_gradient(logits, y):\n"
        "    return logits - one_hot(y, logits.shape[1])",
        "float32 alone": "def cross_entropy_gradient(logits, y):\n"
        "    return (log_softmax(logits).exp() - one_hot(y, logits.shape[1])).float()",
        "columns": "def cross_entropy_gradient(logits, y):\n"
        "    return log_softmax(logits.T).T.exp() - one_hot(y, logits.shape[1])",
        "in place": "def cross_entropy_gradient(logits, y):\n"
        "    p = logits.sub_(logsumexp(logits)[:, None]).exp_()\n"
        "    p[range(len(y)), y] -= 1\n    return p",
    },
    "softmax_net": {
        "arguments unused": "def softmax_net(num_inputs=784, num_outputs=10):\n"
        "    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\n"
        "    return net.apply(init_weights)",
        "no bias": "def softmax_net(num_inputs=784, num_outputs=10):\n"
        "    net = nn.Sequential(nn.Flatten(), nn.Linear(num_inputs, num_outputs, bias=False))\n"
        "    return net.apply(init_weights)",
        "seeded": "def softmax_net(num_inputs=784, num_outputs=10):\n    torch.manual_seed(0)\n"
        "    net = nn.Sequential(nn.Flatten(), nn.Linear(num_inputs, num_outputs))\n"
        "    return net.apply(init_weights)",
        "log-softmax": "def softmax_net(num_inputs=784, num_outputs=10):\n"
        "    net = nn.Sequential(nn.Flatten(), nn.Linear(num_inputs, num_outputs),\n"
        "                        nn.LogSoftmax(1))\n    return net.apply(init_weights)",
        "bias not cleared": "def softmax_net(num_inputs=784, num_outputs=10):\n"
        "    net = nn.Sequential(nn.Flatten(), nn.Linear(num_inputs, num_outputs))\n"
        "    nn.init.normal_(net[1].weight, std=0.01)\n    return net",
    },
    "init_weights": {
        "fails without weights": "def init_weights(m):\n    nn.init.normal_(m.weight, std=0.01)\n"
        "    nn.init.zeros_(m.bias)",
        "uniform": "def init_weights(m):\n    if isinstance(m, nn.Linear):\n"
        "        nn.init.uniform_(m.weight, -0.0173, 0.0173)\n        nn.init.zeros_(m.bias)",
        "drawn bias": "def init_weights(m):\n    if isinstance(m, nn.Linear):\n"
        "        nn.init.normal_(m.weight, std=0.01)\n        nn.init.normal_(m.bias, std=0.01)",
        "nothing": "def init_weights(m):\n    return m",
        "needs a bias": "def init_weights(m):\n    if isinstance(m, nn.Linear):\n"
        "        nn.init.normal_(m.weight, std=0.01)\n        nn.init.zeros_(m.bias)",
    },
    "train_softmax_concise": {
        "own learning rate": loop(optimizer="torch.optim.SGD(net.parameters(), lr=0.1)"),
        "momentum": loop(optimizer="torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)"),
        "weight decay": loop(
            optimizer="torch.optim.SGD(net.parameters(), lr=lr, weight_decay=1e-2)"
        ),
        "adam": loop(optimizer="torch.optim.Adam(net.parameters(), lr=lr)"),
        "frozen bias": loop(optimizer="torch.optim.SGD([net[1].weight], lr=lr)"),
        "always ten epochs": loop(epochs="10"),
        "one epoch": loop(epochs="1"),
        "last epoch alone": loop(result="history[-1]"),
        "percent": loop(figures="(loss_sum / examples, hits / examples, 100 * right / total)"),
        "hits": loop(figures="(loss_sum / examples, hits, right / total)"),
        "sum of means": loop(add="l.item()"),
        "test before train": loop(figures="(loss_sum / examples, right / total, hits / examples)"),
        "label smoothing": loop(loss="nn.CrossEntropyLoss(label_smoothing=0.1)"),
        "a copy": "import copy\n" + loop(train_mode="net = copy.deepcopy(net)"),
        "new weights": loop(train_mode="net.apply(init_weights)"),
        "clipped gradients": loop(before_step="nn.utils.clip_grad_norm_(net.parameters(), 0.1)"),
        "eval while training": loop(train_mode="net.eval()"),
        "train while testing": loop(test_mode="pass"),
        "mode not called": loop(train_mode="net.train", test_mode="net.eval"),
    },
}
WRONGS = [
    pytest.param(exercise, code, id=f"{exercise}-{name}")
    for exercise, codes in WRONG.items()
    for name, code in codes.items()
]


@pytest.mark.parametrize(("exercise", "code"), WRONGS)
def test_subtle_neighbours_lose_points(grader: Grader, exercise: str, code: str) -> None:
    verdict = grade(grader, code, exercise)
    assert verdict.score < verdict.max_score
    assert {c.status for c in verdict.checks} <= {Status.PASSED, Status.FAILED, Status.ERROR}


MISTAKES = mistakes(NAME)


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.id for mistake in MISTAKES])
def test_every_known_mistake_loses_points(grader: Grader, mistake: KnownMistake) -> None:
    text = mistake.planted_in(SOLUTION).encode()
    verdict = grader.grade(assignment(NAME), "student.py", text, only=[mistake.exercise])
    assert verdict.score < verdict.max_score
    assert {c.status for c in verdict.checks} <= {Status.PASSED, Status.FAILED, Status.ERROR}


def test_mistakes_have_distinct_names_of_exercises() -> None:
    names = [mistake.id for mistake in MISTAKES]
    assert len(set(names)) == len(names)
    assert {mistake.exercise for mistake in MISTAKES} == set(EXERCISES)
