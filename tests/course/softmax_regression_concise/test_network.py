"""Right answers, in many styles, to the exercises of lesson 6 in `network`."""

from __future__ import annotations

from collections.abc import Callable

from autograder.outcome import Status, Verdict

RIGHT = {
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
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "softmax_net": {
        "arguments unused": "def softmax_net(num_inputs=784, num_outputs=10):\n"
        "    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\n"
        "    return net.apply(init_weights)",
        "one row of weights": "def softmax_net(num_inputs=784, num_outputs=10):\n"
        "    net = nn.Sequential(nn.Flatten(), nn.Linear(num_inputs, num_outputs))\n"
        "    net[1].weight.data[:] = 0.01 * torch.randn(num_inputs)\n"
        "    nn.init.zeros_(net[1].bias)\n    return net",
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
        "not without a bias": "def init_weights(m):\n"
        "    if isinstance(m, nn.Linear) and m.bias is not None:\n"
        "        nn.init.normal_(m.weight, std=0.01)\n        nn.init.zeros_(m.bias)",
        "zeros without a bias": "def init_weights(m):\n    if isinstance(m, nn.Linear):\n"
        "        nn.init.normal_(m.weight, std=0.0 if m.bias is None else 0.01)\n"
        "        if m.bias is not None:\n            nn.init.zeros_(m.bias)",
        "needs a bias": "def init_weights(m):\n    if isinstance(m, nn.Linear):\n"
        "        nn.init.normal_(m.weight, std=0.01)\n        nn.init.zeros_(m.bias)",
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
