"""Right answers, in many styles, to the exercises of lesson 6 in `mathematics`."""

from __future__ import annotations

from collections.abc import Callable

from autograder.outcome import Status, Verdict

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
        """
        def logsumexp(logits):
            total = logits[:, 0]
            for k in range(1, logits.shape[1]):
                total = total + torch.nn.functional.softplus(logits[:, k] - total)
            return total
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
}

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
        "exponents cut off": "def log_softmax(logits):\n    e = logits - logits.amax(1, True)\n"
        "    return e - e.clamp(min=-13).exp().sum(1, True).log()",
        "base two": "def log_softmax(logits):\n    e = logits - logits.amax(1, True)\n"
        "    return e - e.exp().sum(1, True).log2()",
        "in place": "def log_softmax(logits):\n    logits -= logits.amax(1, True)\n"
        "    return logits - logits.exp().sum(1, True).log()",
    },
    "logsumexp": {
        "exponents cut off": "def logsumexp(logits):\n    m = logits.amax(1, True)\n"
        "    return m[:, 0] + (logits - m).clamp(min=-13).exp().sum(1).log()",
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
        "at least 5e-5": "def cross_entropy_gradient(logits, y):\n"
        "    p = log_softmax(logits).exp().clamp(min=5e-5)\n"
        "    return p - one_hot(y, logits.shape[1]).to(logits.dtype)",
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
