"""Wrong versions of lesson 2, each with the misunderstanding behind it."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark


def _loop(
    steps: str,
    *,
    loss: str = "nn.MSELoss()",
    optimizer: str = "torch.optim.SGD(net.parameters(), lr=lr)",
    before: str = "",
    each_epoch: str = "total, count = 0.0, 0",
    append: str = "losses.append(total / count)",
) -> str:
    """A training loop: the statements given for each minibatch, one a line."""
    body = "\n".join(f"            {line}" for line in steps.strip("\n").splitlines())
    return f"""
def train_concise(net, data_iter, lr, num_epochs):
    measure = {loss}
    optimizer = {optimizer}
    losses = []{before}
    for _ in range(num_epochs):
        {each_epoch}
        for X, y in data_iter:
{body}
        {append}
    return losses
"""


_ADD = "total, count = total + loss.item() * len(y), count + len(y)\n"
_RIGHT = f"""
loss = measure(net(X), y)
optimizer.zero_grad()
loss.backward()
optimizer.step()
{_ADD}"""

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        "load_array.never_shuffled",
        mark("the loader never shuffles: shuffle is False by default"),
        mark("In which order do the rows come in two passes?"),
        """
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), batch_size)
""",
    ),
    KnownMistake(
        "load_array.always_shuffled",
        mark("the loader shuffles even when it is not for training"),
        mark("What is the argument is_train for?"),
        """
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=True)
""",
    ),
    KnownMistake(
        "load_array.shuffled_the_wrong_way_round",
        mark("the loader shuffles exactly when it is not for training"),
        mark("Read the condition aloud: when should it shuffle?"),
        """
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=not is_train)
""",
    ),
    KnownMistake(
        "load_array.shuffled_once",
        mark("the data is shuffled once, before the loader is made, so all passes are alike"),
        mark("Compare the order of two passes over one loader."),
        """
def load_array(data_arrays, batch_size, is_train=True):
    if is_train:
        order = torch.randperm(len(data_arrays[0]))
        data_arrays = [array[order] for array in data_arrays]
    return DataLoader(TensorDataset(*data_arrays), batch_size)
""",
    ),
    KnownMistake(
        "load_array.last_batch_dropped",
        mark("drop_last leaves out the last, shorter minibatch"),
        mark("Count the examples of one pass."),
        """
def load_array(data_arrays, batch_size, is_train=True):
    dataset = TensorDataset(*data_arrays)
    return DataLoader(dataset, batch_size, shuffle=is_train, drop_last=is_train)
""",
    ),
    KnownMistake(
        "load_array.batch_size_forgotten",
        mark("batch_size is not passed on, so each minibatch holds one example"),
        mark("How many rows has the first minibatch?"),
        """
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), shuffle=is_train)
""",
    ),
    KnownMistake(
        "load_array.arrays_not_unpacked",
        mark("the list of arrays is taken for the dataset, so an array is an example"),
        mark("What is example number 0 of your dataset?"),
        """
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(list(data_arrays), batch_size, shuffle=is_train)
""",
    ),
    KnownMistake(
        "load_array.two_arrays_only",
        mark("just the first two arrays are used, whatever is given"),
        mark("What does the star in TensorDataset(*arrays) do?"),
        """
def load_array(data_arrays, batch_size, is_train=True):
    dataset = TensorDataset(data_arrays[0], data_arrays[1])
    return DataLoader(dataset, batch_size, shuffle=is_train)
""",
    ),
    KnownMistake(
        "load_array.iterator",
        mark("an iterator over the loader is returned, which is used up after one pass"),
        mark("Can your result be gone through twice?"),
        """
def load_array(data_arrays, batch_size, is_train=True):
    return iter(DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=is_train))
""",
    ),
    KnownMistake(
        "linreg_net.default_start",
        mark("the layer keeps the starting values it draws by itself"),
        mark("How large are the layer's weights for 10,000 inputs, and what is its bias?"),
        """
def linreg_net(num_features):
    return nn.Sequential(nn.Linear(num_features, 1))
""",
    ),
    KnownMistake(
        "linreg_net.bias_not_zeroed",
        mark("the bias keeps the value the layer draws by itself"),
        mark("What is your network's bias at the start?"),
        """
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    net[0].weight.data.normal_(0, 0.01)
    return net
""",
    ),
    KnownMistake(
        "linreg_net.variance_for_std",
        mark("the variance 0.01² is given where a standard deviation is asked for"),
        mark("Is the last argument of normal_ a spread or its square?"),
        """
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    net[0].weight.data.normal_(0, 0.01**2)
    net[0].bias.data.fill_(0)
    return net
""",
    ),
    KnownMistake(
        "linreg_net.std_one",
        mark("weights are drawn from N(0, 1)"),
        mark("What is the last argument of normal_ if you leave it out?"),
        """
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.normal_(net[0].weight)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        "linreg_net.uniform_start",
        mark("weights are uniform, not normal"),
        mark("Compare a histogram of many weights with the bell curve."),
        """
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.uniform_(net[0].weight, -0.01 * 3**0.5, 0.01 * 3**0.5)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        "linreg_net.bare_layer",
        mark("the layer itself is returned, not in an nn.Sequential"),
        mark("Does net[0] work?"),
        """
def linreg_net(num_features):
    layer = nn.Linear(num_features, 1)
    nn.init.normal_(layer.weight, std=0.01)
    nn.init.zeros_(layer.bias)
    return layer
""",
    ),
    KnownMistake(
        "linreg_net.activation",
        mark("a ReLU follows the layer, so the network cannot predict negative numbers"),
        mark("Which numbers can your network not predict?"),
        """
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1), nn.ReLU())
    nn.init.normal_(net[0].weight, std=0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        "linreg_net.no_bias",
        mark("the layer has no bias"),
        mark("What does your network predict for a row of zeros, after training?"),
        """
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1, bias=False))
    nn.init.normal_(net[0].weight, std=0.01)
    return net
""",
    ),
    KnownMistake(
        "linreg_net.sizes_swapped",
        mark("the layer's inputs and outputs have changed places"),
        mark("How many numbers go in, and how many come out?"),
        """
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(1, num_features))
    nn.init.normal_(net[0].weight, std=0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        "linreg_net.parameters_frozen",
        mark("the parameters are replaced by ones that do not require grad"),
        mark("Overwrite the parameters' values, not the parameters."),
        """
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1)).requires_grad_(False)
    net[0].weight.normal_(0, 0.01)
    net[0].bias.zero_()
    return net
""",
    ),
    KnownMistake(
        "linreg_net.two_features_only",
        mark("the number of inputs is fixed at two"),
        mark("Does your function use its argument?"),
        """
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(2, 1))
    nn.init.normal_(net[0].weight, std=0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        "linreg_net.reseeds",
        mark("a fixed seed gives the same weights in every call"),
        mark("What do you get if you call your function twice?"),
        """
def linreg_net(num_features):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.normal_(net[0].weight, std=0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        "train_concise.gradients_not_cleared",
        mark("zero_grad() is missing, so gradients add up"),
        mark("What is in .grad when you step?"),
        _loop(_RIGHT.replace("optimizer.zero_grad()\n", "")),
    ),
    KnownMistake(
        "train_concise.cleared_once_an_epoch",
        mark("gradients are cleared once an epoch, not for each minibatch"),
        mark("What is in .grad when you step for the second time?"),
        _loop(
            _RIGHT.replace("optimizer.zero_grad()\n", ""),
            each_epoch="total, count = 0.0, 0\n        optimizer.zero_grad()",
        ),
    ),
    KnownMistake(
        "train_concise.cleared_before_the_step",
        mark("gradients are cleared between backward() and step()"),
        mark("What is in .grad when you step?"),
        _loop(
            f"""
loss = measure(net(X), y)
loss.backward()
optimizer.zero_grad()
optimizer.step()
{_ADD}"""
        ),
    ),
    KnownMistake(
        "train_concise.step_before_backward",
        mark("step() comes before backward(), so it uses the minibatch before"),
        mark("What is in .grad when you step?"),
        _loop(
            f"""
loss = measure(net(X), y)
optimizer.step()
optimizer.zero_grad()
loss.backward()
{_ADD}"""
        ),
    ),
    KnownMistake(
        "train_concise.step_outside_the_loop",
        mark("one step an epoch, from the last minibatch's gradient"),
        mark("How many steps do you take in an epoch?"),
        _loop(
            f"""
loss = measure(net(X), y)
optimizer.zero_grad()
loss.backward()
{_ADD}""",
            append="optimizer.step()\n        losses.append(total / count)",
        ),
    ),
    KnownMistake(
        "train_concise.half_the_loss",
        mark("the loss is halved, as squared_loss did; nn.MSELoss has no 1/2"),
        mark("Which loss does the docstring ask for?"),
        _loop(_RIGHT.replace("measure(net(X), y)", "measure(net(X), y) / 2")),
    ),
    KnownMistake(
        "train_concise.summed_loss",
        mark("the squared errors of a minibatch are added up, not averaged"),
        mark("Who averages over the minibatch now that no sgd divides by its size?"),
        _loop(_RIGHT, loss='nn.MSELoss(reduction="sum")'),
    ),
    KnownMistake(
        "train_concise.divided_twice",
        mark("the mean loss is divided by the batch size once more"),
        mark("Who averages over the minibatch?"),
        _loop(_RIGHT.replace("measure(net(X), y)", "measure(net(X), y) / len(y)")),
    ),
    KnownMistake(
        "train_concise.absolute_loss",
        mark("the absolute error is minimised, not the squared one"),
        mark("Which loss does the docstring ask for?"),
        _loop(_RIGHT, loss="nn.L1Loss()"),
    ),
    KnownMistake(
        "train_concise.flat_labels",
        mark("labels (B,) meet predictions (B, 1), which makes a (B, B) table"),
        mark("Print both shapes before you compute the loss, and read torch's warning."),
        _loop(_RIGHT.replace("measure(net(X), y)", "measure(net(X), y.flatten())")),
    ),
    KnownMistake(
        "train_concise.arguments_swapped",
        mark("the labels are fed to the network"),
        mark("What goes into the network, and what comes out?"),
        _loop(_RIGHT.replace("net(X), y", "net(y), X")),
    ),
    KnownMistake(
        "train_concise.bias_frozen",
        mark("only the weight is given to the optimizer"),
        mark("Which parameters does the optimizer get?"),
        _loop(_RIGHT, optimizer="torch.optim.SGD([next(net.parameters())], lr=lr)"),
    ),
    KnownMistake(
        "train_concise.first_layer_only",
        mark("only the first layer's parameters are trained"),
        mark("What if the network has two layers, or is a layer itself?"),
        _loop(_RIGHT, optimizer="torch.optim.SGD(net[0].parameters(), lr=lr)"),
    ),
    KnownMistake(
        "train_concise.fixed_learning_rate",
        mark("the learning rate is fixed at 0.03, whatever lr says"),
        mark("Does your function use all its arguments?"),
        _loop(_RIGHT, optimizer="torch.optim.SGD(net.parameters(), lr=0.03)"),
    ),
    KnownMistake(
        "train_concise.momentum",
        mark("the optimizer uses momentum"),
        mark("Which options of the optimizer does the docstring ask for?"),
        _loop(_RIGHT, optimizer="torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)"),
    ),
    KnownMistake(
        "train_concise.weight_decay",
        mark("the optimizer draws the weights towards zero"),
        mark("Which options of the optimizer does the docstring ask for?"),
        _loop(_RIGHT, optimizer="torch.optim.SGD(net.parameters(), lr=lr, weight_decay=0.01)"),
    ),
    KnownMistake(
        "train_concise.adam",
        mark("Adam is used instead of SGD"),
        mark("Which optimizer does the docstring ask for?"),
        _loop(_RIGHT, optimizer="torch.optim.Adam(net.parameters(), lr=lr)"),
    ),
    KnownMistake(
        "train_concise.one_epoch_only",
        mark("the loop over epochs goes through an iterator that is used up after one pass"),
        mark("What is left of an iterator after one pass?"),
        _loop(
            _RIGHT,
            before="\n    data_iter = iter(data_iter)",
            append="losses.append(total / max(count, 1))",
        ),
    ),
    KnownMistake(
        "train_concise.starts_anew",
        mark("the network's weights are drawn anew before training"),
        mark("What should training start from?"),
        _loop(
            _RIGHT,
            before="\n    for parameter in net.parameters():"
            "\n        nn.init.normal_(parameter, std=0.01)",
        ),
    ),
    KnownMistake(
        "train_concise.copy_trained",
        mark("a copy of the network is trained; the caller's stays as it was"),
        mark("Did the caller's network change?"),
        _loop(_RIGHT).replace(
            "    measure =", "    import copy\n\n    net = copy.deepcopy(net)\n    measure ="
        ),
    ),
    KnownMistake(
        "train_concise.mean_of_means",
        mark("the mean of the minibatches' means gives the last, short one too much weight"),
        mark("Do all minibatches deserve equal weight?"),
        _loop(_RIGHT.replace("loss.item() * len(y), count + len(y)", "loss.item(), count + 1")),
    ),
    KnownMistake(
        "train_concise.loss_of_the_last_batch",
        mark("the loss of the last minibatch is reported as that of the epoch"),
        mark("Which examples does the number you append come from?"),
        _loop(_RIGHT, append="losses.append(loss.item())"),
    ),
    KnownMistake(
        "train_concise.losses_added_over_epochs",
        mark("the running total is not set back at the start of an epoch"),
        mark("What does your total hold when the second epoch starts?"),
        _loop(
            _RIGHT,
            before="\n    total = 0.0",
            each_epoch="count = 0",
        ),
    ),
    KnownMistake(
        "train_concise.mean_divided_again",
        mark("minibatch means are added up and divided by the number of examples"),
        mark("Is the thing you add a total or an average?"),
        _loop(_RIGHT.replace("loss.item() * len(y)", "loss.item()")),
    ),
    KnownMistake(
        "train_concise.loss_halved_in_report",
        mark("half the mean squared error is reported"),
        mark("Which loss does the docstring ask for?"),
        _loop(_RIGHT, append="losses.append(total / count / 2)"),
    ),
    KnownMistake(
        "train_concise.no_losses",
        mark("nothing is returned"),
        mark("What does the docstring's first line say comes back?"),
        _loop(_RIGHT).replace("    return losses\n", ""),
    ),
    KnownMistake(
        "train_concise.returns_the_network",
        mark("the network is returned instead of the losses"),
        mark("What does the docstring's first line say comes back?"),
        _loop(_RIGHT).replace("return losses", "return net"),
    ),
)
