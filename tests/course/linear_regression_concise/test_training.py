"""Right answers, in many styles, to the exercises of lesson 2 in `training`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.course.linear_regression_concise.wrong_training import RIGHT as RIGHT_STEPS
from autograder.course.linear_regression_concise.wrong_training import training_loop
from autograder.outcome import Status, Verdict

RIGHT = {
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

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "train_concise": {
        "measures in evaluation mode, and trains on in it": """
            def train_concise(net, data_iter, lr, num_epochs):
                optimizer = torch.optim.SGD(net.parameters(), lr=lr)
                measure, losses = nn.MSELoss(), []
                net.train()
                for _ in range(num_epochs):
                    for X, y in data_iter:
                        optimizer.zero_grad()
                        measure(net(X), y).backward()
                        optimizer.step()
                    net.eval()
                    with torch.no_grad():
                        found = [((net(X) - y) ** 2).flatten() for X, y in data_iter]
                    losses.append(torch.cat(found).mean().item())
                return losses
            """,
        "rounded losses": training_loop(
            RIGHT_STEPS, append="losses.append(round(total / count, 4))"
        ),
        "best loss so far": training_loop(
            RIGHT_STEPS, append="losses.append(min([total / count, *losses]))"
        ),
        "small weight decay": training_loop(
            RIGHT_STEPS, optimizer="torch.optim.SGD(net.parameters(), lr=lr, weight_decay=1e-4)"
        ),
        "smaller steps after ten epochs": training_loop(
            RIGHT_STEPS,
            before="\n    plan = torch.optim.lr_scheduler.StepLR(optimizer, 10)",
            append="losses.append(total / count); plan.step()",
        ),
        "smaller steps on a plateau": training_loop(
            RIGHT_STEPS,
            before="\n    plan = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer)",
            append="losses.append(total / count); plan.step(losses[-1])",
        ),
        "stops when nothing changes": training_loop(
            RIGHT_STEPS,
            append="losses.append(total / count)\n"
            "        if len(losses) > 2 and losses[-1] >= 0.99 * losses[-2]: break",
        ),
        "gradients cut off": training_loop(
            RIGHT_STEPS.replace(
                "optimizer.step()",
                "nn.utils.clip_grad_norm_(net.parameters(), 50)\noptimizer.step()",
            )
        ),
        "a break left in": training_loop(RIGHT_STEPS + "if count >= 1000: break\n"),
        "another break left in": training_loop(RIGHT_STEPS + "if count >= 500: break\n"),
        "parameters frozen at the end": training_loop(RIGHT_STEPS).replace(
            "    return losses", "    net.requires_grad_(False)\n    return losses"
        ),
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
def test_spoilt_networks_never_pass_and_never_harm(
    graded: Callable[..., Verdict], spoil: str
) -> None:
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
        verdict = graded(code, exercise)
        assert [c.name for c in verdict.checks if c.status is Status.INTERNAL] == []
        assert verdict.score is not None
        assert verdict.score < verdict.max_score
