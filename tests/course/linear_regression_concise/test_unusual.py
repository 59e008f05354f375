"""Right answers to lesson 2 in manners that one may meet once in a hundred submissions."""

from __future__ import annotations

from collections.abc import Callable

RIGHT = {
    "load_array": {
        "keywords and a lambda": """
            load_array = lambda data_arrays, batch_size, is_train=True: DataLoader(
                dataset=TensorDataset(*tuple(data_arrays)), batch_size=batch_size, shuffle=is_train)
        """,
        "a sampler chosen": """
            from torch.utils.data import RandomSampler, SequentialSampler

            def load_array(data_arrays, batch_size, is_train=True, *, num_workers=0):
                data = TensorDataset(*data_arrays)
                sampler = (RandomSampler if is_train else SequentialSampler)(data)
                return DataLoader(data, batch_size=batch_size, sampler=sampler, num_workers=num_workers)
        """,
        "a data set of one's own": """
            class Rows(torch.utils.data.Dataset):
                def __init__(self, arrays):
                    self.arrays = list(arrays)

                def __len__(self):
                    return len(self.arrays[0])

                def __getitem__(self, i):
                    return tuple(array[i] for array in self.arrays)

            def load_array(data_arrays, batch_size, is_train=True):
                return DataLoader(Rows(data_arrays), batch_size, is_train, drop_last=False)
        """,
    },
    "linreg_net": {
        "data filled": """
            def linreg_net(num_features):
                net = nn.Sequential(nn.Linear(num_features, 1))
                net[0].weight.data.normal_(0, 0.01)
                net[0].bias.data.fill_(0)
                return net
        """,
        "a dict of layers, init by apply": """
            from collections import OrderedDict

            def linreg_net(num_features):
                def initialise(layer):
                    if type(layer) is nn.Linear:
                        nn.init.normal_(layer.weight, std=1e-2)
                        nn.init.constant_(layer.bias, val=0.0)
                return nn.Sequential(OrderedDict(linear=nn.Linear(num_features, 1))).apply(initialise)
        """,
        "parameters replaced": """
            def linreg_net(num_features):
                layer = nn.Linear(in_features=num_features, out_features=1)
                layer.weight = nn.Parameter(torch.randn(1, num_features) * 0.01)
                layer.bias = nn.Parameter(torch.zeros(1))
                网络 = nn.Sequential()
                网络.append(layer)
                return 网络
        """,
    },
    "train_concise": {
        "a factory of steps": """
            def stepper(net, lr):
                loss, sgd = nn.MSELoss(reduction="mean"), torch.optim.SGD(params=net.parameters(), lr=lr)
                def step(X, y):
                    sgd.zero_grad()
                    l = loss(net(X), y)
                    l.backward()
                    sgd.step()
                    return float(l) * len(X), len(X)
                return step

            def train_concise(net, data_iter, lr, num_epochs):
                step, losses = stepper(net, lr), []
                for _ in range(num_epochs):
                    sums, sizes = zip(*(step(X, y) for X, y in data_iter))
                    losses += [sum(sums) / sum(sizes)]
                return losses
        """,
        "recursion over the epochs": """
            def train_concise(net, data_iter, lr, num_epochs):
                if not num_epochs:
                    return []
                optimizer = torch.optim.SGD(net.parameters(), lr, momentum=0, weight_decay=0)
                criterion = torch.nn.MSELoss()
                seen = []
                for inputs, targets in data_iter:
                    outputs = net.forward(inputs)
                    loss = criterion(outputs, targets)
                    net.zero_grad()
                    loss.backward()
                    optimizer.step()
                    seen.extend((outputs.detach() - targets).pow(2).flatten().tolist())
                return [sum(seen) / len(seen)] + train_concise(net, data_iter, lr, num_epochs - 1)
        """,
        "a loss of each example, eval mode for measuring": """
            def train_concise(net, data_iter, lr, num_epochs):
                trainer = torch.optim.SGD(list(net.parameters()), lr=lr)
                history = torch.empty(num_epochs, dtype=torch.float64)
                for 轮 in range(num_epochs):
                    net.train()
                    for X, y in data_iter:
                        trainer.zero_grad()
                        (nn.functional.mse_loss(net(X), y, reduction="none").sum() / y.numel()).backward()
                        trainer.step()
                    net.eval()
                    with torch.inference_mode():
                        errors = torch.cat([(net(X) - y) ** 2 for X, y in data_iter])
                    history[轮] = errors.double().mean()
                return history.tolist()
        """,
    },
}


def test_every_unusual_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []
