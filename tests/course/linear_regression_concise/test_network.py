"""Right answers, in many styles, to the exercises of lesson 2 in `network`."""

from __future__ import annotations

from collections.abc import Callable

from autograder.outcome import Status, Verdict

RIGHT = {
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
}

# Neighbours of the known mistakes: subtler, or unlikely to be given a name.
WRONG = {
    "linreg_net": {
        "Xavier": """
            def linreg_net(num_features):
                net = nn.Sequential(nn.Linear(num_features, 1))
                nn.init.xavier_normal_(net[0].weight)
                nn.init.zeros_(net[0].bias)
                return net
        """,
        "large where few": """
            def linreg_net(num_features):
                net = nn.Sequential(nn.Linear(num_features, 1))
                nn.init.normal_(net[0].weight, std=0.01 if num_features > 100 else 1.0)
                nn.init.zeros_(net[0].bias)
                return net
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
