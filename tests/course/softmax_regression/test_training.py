"""Right answers, in many styles, to the exercises of lesson 5 in `training`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.outcome import Status, Verdict

RIGHT = {
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
}

_EPOCH = """
def train_epoch(net, train_iter, loss, updater):
    if isinstance(net, nn.Module):
        net.train()
    totals = [0, 0, 0]
    for i, (X, y) in enumerate(train_iter):
        {first}
        y_hat = net({X})
        l = loss(y_hat, y)
        if {is_optimizer}:
            updater.zero_grad()
            l.mean().backward()
            {before_step}
            updater.step()
        else:
            l.sum().backward()
            updater(len(y))
        for k, value in enumerate(({add}, accuracy(y_hat, y), len(y))):
            totals[k] += value
    {last}
    return totals[0] / totals[2], totals[1] / totals[2]
"""

_TRAIN = """
def train(net, train_iter, test_iter, loss, num_epochs, updater):
    {first}
    history = []
    for epoch in range(num_epochs):
        {before}
        figures = train_epoch(net, train_iter, loss, updater)
        history.append((*figures, evaluate_accuracy({tester}, test_iter)))
        {after}
    return history
"""


def epoch(**parts: str) -> str:
    """One epoch with other parts than the usual ones."""
    usual = {
        "first": "pass",
        "X": "X",
        "is_optimizer": "isinstance(updater, torch.optim.Optimizer)",
        "before_step": "pass",
        "add": "l.sum().item()",
        "last": "pass",
    }
    return _EPOCH.format(**{**usual, **parts})


def epochs(
    first: str = "pass", before: str = "pass", after: str = "pass", tester: str = "net"
) -> str:
    return _TRAIN.format(first=first, before=before, after=after, tester=tester)


_IF_OPTIMIZER = "if isinstance(updater, torch.optim.Optimizer):"

RIGHT["train_epoch"] += [
    epoch(),
    # the optimizer asks for the loss
    """
    def train_epoch(net, train_iter, loss, updater):
        if isinstance(net, nn.Module):
            net.train()
        rows = []
        for X, y in train_iter:
            def closure():
                y_hat = net(X)
                losses = loss(y_hat, y)
                rows.append((losses.sum().item(), accuracy(y_hat, y), len(y)))
                return losses
            if isinstance(updater, torch.optim.Optimizer):
                def mean_loss():
                    updater.zero_grad()
                    value = closure().mean()
                    value.backward()
                    return value
                updater.step(mean_loss)
            else:
                closure().sum().backward()
                updater(len(y))
        loss_sum, hits, n = map(sum, zip(*rows))
        return loss_sum / n, hits / n
    """,
]
RIGHT["train"] += [
    epochs(),
    "import copy\n" + epochs(tester="copy.deepcopy(net)"),
    "import copy\n"
    + epochs(tester="copy.deepcopy(net).eval() if isinstance(net, nn.Module) else net"),
]

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "train_epoch": {
        "ten minibatches": epoch(first="if i == 10: break"),
        "fifty minibatches": epoch(first="if i == 50: break"),
        "flattened by the caller": epoch(X="X.flatten(1)"),
        "clipped gradients": epoch(
            before_step="nn.utils.clip_grad_norm_(updater.param_groups[0]['params'], 5.0)"
        ),
        "learning rate falls": epoch(
            last=f"{_IF_OPTIMIZER} updater.param_groups[0]['lr'] *= 0.9",
        ),
        "autograd off after modules": epoch(
            last="if isinstance(net, nn.Module): torch.set_grad_enabled(False)"
        ),
        "SGD alone": epoch(is_optimizer="isinstance(updater, torch.optim.SGD)"),
        "SGD by name": epoch(is_optimizer="type(updater).__name__ == 'SGD'"),
        "modules have optimizers": epoch(
            is_optimizer="isinstance(net, nn.Module) or not callable(updater)"
        ),
        "graph of every minibatch": epoch(add="l.sum()"),
    },
    "train": {
        "shuffled once": epochs(first="train_iter = list(train_iter)"),
        "best epoch restored": """
            import copy

            def train(net, train_iter, test_iter, loss, num_epochs, updater):
                history, best, most = [], None, 0.0
                for _ in range(num_epochs):
                    figures = train_epoch(net, train_iter, loss, updater)
                    history.append((*figures, evaluate_accuracy(net, test_iter)))
                    if isinstance(net, nn.Module) and history[-1][2] > most:
                        most, best = history[-1][2], copy.deepcopy(net.state_dict())
                if best is not None:
                    net.load_state_dict(best)
                return history
            """,
        "lower rate after eight epochs": epochs(
            before=f"{_IF_OPTIMIZER} updater.param_groups[0]['lr'] *= 0.1 if epoch == 8 else 1"
        ),
        "ten epochs at most": epochs(before="if epoch == 10: break"),
        "best loss so far": epochs(
            after="history[-1] = (min(row[0] for row in history), *history[-1][1:])"
        ),
        "best train accuracy so far": epochs(
            after="history[-1] = (history[-1][0], max(row[1] for row in history), history[-1][2])"
        ),
        "stops early": epochs(before="if epoch > 5 and history[-1][0] < 0.2: return history * 9"),
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
    "sparse": "p.data = torch.zeros(3)",
    "moved afterwards": "p.data.add_(1e-3)",
}


@pytest.mark.parametrize("spoil", TAMPERED.values(), ids=TAMPERED.keys())
def test_spoilt_parameters_never_pass_and_never_harm(
    graded: Callable[..., Verdict], spoil: str
) -> None:
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
    verdict = graded(code, "train_epoch")
    by_name = {check.name: check.status for check in verdict.checks}
    assert Status.INTERNAL not in by_name.values()
    assert by_name["steps_with_a_function"] is not Status.PASSED


def test_forged_traces_do_no_harm(graded: Callable[..., Verdict]) -> None:
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
    verdict = graded(code)
    assert Status.INTERNAL not in {check.status for check in verdict.checks}
    by_name = {exercise.name: exercise for exercise in verdict.exercises}
    for name in ("evaluate_accuracy", "train_epoch"):
        assert by_name[name].score == 0


def test_subtle_neighbours_lose_points(
    graded: Callable[..., Verdict], exercise: str, wrong: str
) -> None:
    verdict = graded(wrong, exercise)
    assert verdict.score < verdict.max_score
    assert {c.status for c in verdict.checks} <= {Status.PASSED, Status.FAILED, Status.ERROR}
