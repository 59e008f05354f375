"""Right answers, in many styles, to the exercises of lesson 5 in `evaluation`."""

from __future__ import annotations

from collections.abc import Callable

from autograder.outcome import Status, Verdict

RIGHT = {
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
        # frozen for the evaluation, and thawed; the mode before put back
        """
        def evaluate_accuracy(net, data_iter):
            is_module = isinstance(net, nn.Module)
            was_training = is_module and net.training
            parameters = list(net.parameters()) if is_module else []
            if is_module:
                net.eval()
            for parameter in parameters:
                parameter.requires_grad_(False)
            with torch.autograd.grad_mode.set_grad_enabled(False):
                right = [(net(X).argmax(1) == y).float() for X, y in data_iter]
            for parameter in parameters:
                parameter.requires_grad_(True)
            if was_training:
                net.train()
            return float(torch.cat(right).mean())
        """,
        """
        import copy

        def evaluate_accuracy(net, data_iter):
            tester = copy.deepcopy(net).eval() if isinstance(net, nn.Module) else net
            with torch.no_grad():
                hits = sum(accuracy(tester(X), y) for X, y in data_iter)
            return hits / sum(len(y) for _, y in data_iter)
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
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "evaluate_accuracy": {
        "ten minibatches": """
        def evaluate_accuracy(net, data_iter):
            if isinstance(net, nn.Module):
                net.eval()
            metric = Accumulator(2)
            with torch.no_grad():
                for i, (X, y) in enumerate(data_iter):
                    if i == 10:
                        break
                    metric.add(accuracy(net(X), y), len(y))
            return metric[0] / metric[1]
        """,
        "a hundred minibatches": """
        def evaluate_accuracy(net, data_iter):
            if isinstance(net, nn.Module):
                net.eval()
            metric = Accumulator(2)
            with torch.no_grad():
                for i, (X, y) in enumerate(data_iter):
                    if i == 100:
                        break
                    metric.add(accuracy(net(X), y), len(y))
            return metric[0] / metric[1]
        """,
        "flattened by the caller": """
        def evaluate_accuracy(net, data_iter):
            if isinstance(net, nn.Module):
                net.eval()
            metric = Accumulator(2)
            with torch.no_grad():
                for i, (X, y) in enumerate(data_iter):
                    if False:
                        break
                    metric.add(accuracy(net(X.reshape(len(X), -1)), y), len(y))
            return metric[0] / metric[1]
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
