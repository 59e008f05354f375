"""Right answers, in many styles, to the exercises of lesson 6 in `training`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.outcome import Status, Verdict

LOOP = """
def train_softmax_concise(net, train_iter, test_iter, lr, num_epochs):
    loss, optimizer = {loss}, {optimizer}
    {begin}
    history = []
    for epoch in range({epochs}):
        {train_mode}
        loss_sum, hits, examples = 0.0, 0, 0
        for i, (X, y) in enumerate(train_iter):
            {first}
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
            for i, (X, y) in enumerate(test_iter):
                {first_tested}
                right += ({tester}(X).argmax(1) == y).sum().item()
                total += len(y)
        {schedule}
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
        "begin": "pass",
        "first": "pass",
        "first_tested": "pass",
        "tester": "net",
        "schedule": "pass",
        "logits": "net(X)",
        "before_step": "pass",
        "add": "l.item() * len(y)",
        "test_mode": "net.eval()",
        "figures": "(loss_sum / examples, hits / examples, right / total)",
        "result": "history",
    }
    return LOOP.format(**{**usual, **parts})


RIGHT = {
    "train_softmax_concise": [
        loop(),
        loop(
            figures="[torch.tensor(loss_sum / examples), hits / examples, torch.tensor(right / total)]"
        ),
        loop(
            loss="nn.CrossEntropyLoss(reduction='sum')",
            before_step="[p.grad.div_(len(y)) for p in net.parameters()]",
            add="float(l)",
            result="tuple(history)",
        ),
        loop(optimizer="torch.optim.SGD([{'params': list(net.parameters()), 'lr': lr}])"),
        loop(loss="torch.nn.functional.cross_entropy", result="torch.tensor(history)"),
        "import copy\n" + loop(test_mode="tester = copy.deepcopy(net).eval()", tester="tester"),
        "import copy\n" + loop(test_mode="pass", tester="copy.deepcopy(net).eval()"),
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

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
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
        "best loss so far": loop(
            figures="(min([loss_sum / examples, *(row[0] for row in history)]), hits / examples, "
            "right / total)"
        ),
        "best train accuracy so far": loop(
            figures="(loss_sum / examples, max([hits / examples, *(row[1] for row in history)]), "
            "right / total)"
        ),
        "percent": loop(figures="(loss_sum / examples, hits / examples, 100 * right / total)"),
        "hits": loop(figures="(loss_sum / examples, hits, right / total)"),
        "sum of means": loop(add="l.item()"),
        "test before train": loop(figures="(loss_sum / examples, right / total, hits / examples)"),
        "label smoothing": loop(loss="nn.CrossEntropyLoss(label_smoothing=0.1)"),
        "a copy": "import copy\n" + loop(train_mode="net = copy.deepcopy(net)"),
        "new weights": loop(train_mode="net.apply(init_weights)"),
        "clipped gradients": loop(before_step="nn.utils.clip_grad_norm_(net.parameters(), 0.1)"),
        "gently clipped gradients": loop(
            before_step="nn.utils.clip_grad_norm_(net.parameters(), 5.0)"
        ),
        "lower rate after five epochs": loop(
            begin="steps = torch.optim.lr_scheduler.StepLR(optimizer, 5)", schedule="steps.step()"
        ),
        "stops early": loop(schedule="if epoch == 8: break"),
        "shuffled once": loop(begin="train_iter = list(train_iter)"),
        "twenty minibatches": loop(first="if i == 20: break"),
        "ten minibatches tested": loop(first_tested="if i == 10: break"),
        "graph of every minibatch": loop(add="l * len(y)"),
        "flattened by the caller": loop(logits="net(X.reshape(len(X), -1))"),
        "eval while training": loop(train_mode="net.eval()"),
        "train while testing": loop(test_mode="pass"),
        "mode not called": loop(train_mode="net.train", test_mode="net.eval"),
    },
}


def test_every_right_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []


TAMPERED = {
    "wrong dtype": "p.data = p.data.double()",
    "wrong shape": "p.data = p.data.reshape(-1)[:1]",
    "complex": "p.data = p.data.to(torch.complex64)",
    "nan": "p.data.fill_(float('nan'))",
    "infinite": "p.data.fill_(float('inf'))",
    "moved": "p.data.add_(1e-3)",
}


@pytest.mark.parametrize("spoil", TAMPERED.values(), ids=TAMPERED.keys())
def test_spoilt_parameters_never_pass_and_never_harm(
    graded: Callable[..., Verdict], spoil: str
) -> None:
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
    verdict = graded(code)
    status = {c.name: c.status for c in verdict.checks}
    assert Status.INTERNAL not in status.values()
    for name in ("follows_gradient_descent", "initialises_linear_layers"):
        assert status[name] == Status.FAILED


def test_subtle_neighbours_lose_points(
    graded: Callable[..., Verdict], exercise: str, wrong: str
) -> None:
    verdict = graded(wrong, exercise)
    assert verdict.score < verdict.max_score
    assert {c.status for c in verdict.checks} <= {Status.PASSED, Status.FAILED, Status.ERROR}
