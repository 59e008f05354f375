"""Right answers to lesson 6 in manners that one may meet once in a hundred submissions."""

from __future__ import annotations

from collections.abc import Callable

RIGHT = {
    "one_hot": {
        "scatter out": """
            def one_hot(y, num_classes):
                return torch.zeros(y.numel(), num_classes).scatter_(1, y.unsqueeze(1), 1.0)
        """,
        "index_put": """
            def one_hot(y, num_classes):
                H = torch.zeros((len(y), num_classes))
                H.index_put_((torch.arange(len(y)), y), torch.ones(()))
                return H
        """,
        "comparisons in lists": """
            one_hot = lambda y, num_classes: torch.tensor(
                [[float(j == c) for j in range(num_classes)] for c in y.tolist()]).reshape(-1, num_classes)
        """,
    },
    "log_softmax": {
        "uses logsumexp": """
            def log_softmax(logits):
                return logits - logsumexp(logits).view(-1, 1)
        """,
        "row by row in float64": """
            def log_softmax(logits):
                def row(o):
                    o = o.double()
                    o = o - o.max()
                    return o - torch.log(torch.exp(o).sum())
                return torch.stack([row(o) for o in logits]).to(logits.dtype)
        """,
        "einsum": """
            def log_softmax(logits):
                z = logits - logits.max(-1, keepdim=True)[0]
                return z - torch.einsum("nq->n", z.exp()).log()[:, None]
        """,
    },
    "logsumexp": {
        "log1p of the others": """
            def logsumexp(logits):
                largest, where = logits.max(1)
                rest = torch.exp(logits - largest[:, None])
                others = rest.masked_fill(torch.arange(logits.shape[1]) == where[:, None], 0.0)
                return largest + torch.log1p(others.sum(1))
        """,
        "two columns at a time": """
            from functools import reduce

            def pair(a, b):
                m = torch.maximum(a, b).detach()
                return m + torch.log(torch.exp(a - m) + torch.exp(b - m))

            def logsumexp(logits):
                return reduce(pair, logits.unbind(1))
        """,
        "vmap": """
            def logsumexp(logits):
                def 行(o):
                    m = o.detach().amax()
                    return m + (o - m).exp().sum().log()
                return torch.vmap(行)(logits)
        """,
    },
    "cross_entropy_with_logits": {
        "differences to the true score": """
            def cross_entropy_with_logits(logits, y):
                return logsumexp(logits - logits.gather(1, y[:, None]))
        """,
        "one-hot": """
            def cross_entropy_with_logits(logits, y):
                H = one_hot(y, logits.shape[1]).to(logits.dtype)
                return -torch.einsum("nq,nq->n", H, log_softmax(logits))
        """,
        "a loop": """
            def cross_entropy_with_logits(logits, y):
                whole = logsumexp(logits)
                return torch.stack([whole[i] - logits[i, c] for i, c in enumerate(y)])
        """,
    },
    "cross_entropy_gradient": {
        "one subtracted in place": """
            def cross_entropy_gradient(logits, y):
                G = torch.exp(log_softmax(logits))
                G[range(len(y)), y] -= 1
                return G
        """,
        "scatter_add": """
            def cross_entropy_gradient(logits, y):
                P = (logits - logsumexp(logits)[:, None]).exp()
                return P.scatter_add(1, y[:, None], -torch.ones(len(y), 1, dtype=P.dtype))
        """,
        "where": """
            def cross_entropy_gradient(logits, y):
                e = torch.exp(logits - logits.amax(1, keepdim=True))
                p = e / e.sum(1, keepdim=True)
                return torch.where(torch.arange(p.shape[1])[None] == y[:, None], p - 1, p)
        """,
    },
    "softmax_net": {
        "append": """
            def softmax_net(num_inputs=784, num_outputs=10):
                网络 = nn.Sequential(nn.Flatten())
                网络.append(nn.Linear(num_inputs, num_outputs))
                网络[1].weight.data = torch.randn(num_outputs, num_inputs) * 0.01
                网络[1].bias.data.zero_()
                return 网络
        """,
        "apply": """
            def softmax_net(num_inputs=784, num_outputs=10, *, std=0.01):
                net = nn.Sequential(nn.Flatten(1), nn.Linear(num_inputs, num_outputs, bias=True))
                net.apply(init_weights)
                return net
        """,
        "load_state_dict": """
            def softmax_net(num_inputs=784, num_outputs=10):
                layer = nn.Linear(num_inputs, num_outputs)
                layer.load_state_dict({
                    "weight": torch.normal(0.0, 0.01, (num_outputs, num_inputs)),
                    "bias": torch.zeros(num_outputs)})
                return nn.Sequential(*[nn.Flatten(), layer])
        """,
    },
    "init_weights": {
        "early return": """
            def init_weights(m):
                if not isinstance(m, nn.Linear):
                    return m
                m.weight.data.normal_(std=0.01)
                if m.bias is not None:
                    m.bias.data.zero_()
                return m
        """,
        "singledispatch": """
            from functools import singledispatch

            @singledispatch
            def init_weights(m):
                return m

            @init_weights.register
            def _(m: nn.Linear):
                with torch.no_grad():
                    m.weight.copy_(0.01 * torch.randn_like(m.weight))
                    for bias in [m.bias] if m.bias is not None else []:
                        bias *= 0
        """,
        "by the parameters' names": """
            def init_weights(m):
                if type(m) == nn.Linear:
                    for name, p in m.named_parameters():
                        nn.init.normal_(p, 0, 0.01) if name == "weight" else nn.init.zeros_(p)
        """,
    },
    "train_softmax_concise": {
        "a class": """
            class Totals:
                def __init__(self):
                    self.loss = self.hits = self.n = 0

                def add(self, scores, y, loss=0.0):
                    self.loss += loss * len(y)
                    self.hits += int((scores.argmax(1) == y).sum())
                    self.n += len(y)

            def train_softmax_concise(net, train_iter, test_iter, lr, num_epochs):
                criterion, sgd = nn.CrossEntropyLoss(), torch.optim.SGD(net.parameters(), lr=lr)
                rows = []
                for _ in range(num_epochs):
                    seen, tested = Totals(), Totals()
                    net.train(True)
                    for X, y in train_iter:
                        sgd.zero_grad()
                        scores = net(X)
                        l = criterion(scores, y)
                        l.backward()
                        sgd.step()
                        seen.add(scores.detach(), y, l.item())
                    net.train(False)
                    with torch.no_grad():
                        for X, y in test_iter:
                            tested.add(net(X), y)
                    rows.append((seen.loss / seen.n, seen.hits / seen.n, tested.hits / tested.n))
                return rows
        """,
        "generators": """
            def passes(net, batches, loss, optimizer=None):
                for X, y in batches:
                    scores = net(X)
                    each = loss(scores, y)
                    if optimizer:
                        net.zero_grad()
                        each.mean().backward()
                        optimizer.step()
                    yield torch.stack([each.detach(), (scores.argmax(1) == y).to(each)], 1)

            def train_softmax_concise(net, train_iter, test_iter, lr, num_epochs):
                loss = nn.CrossEntropyLoss(reduction="none")
                optimizer, 历史 = torch.optim.SGD(net.parameters(), lr), []
                while len(历史) < num_epochs:
                    net.train()
                    trained = torch.cat(list(passes(net, train_iter, loss, optimizer))).double().mean(0)
                    net.eval()
                    with torch.inference_mode():
                        tested = torch.cat(list(passes(net, test_iter, loss))).double().mean(0)
                    历史.append((*trained.tolist(), tested[1].item()))
                return 历史
        """,
    },
}


def test_every_unusual_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []
