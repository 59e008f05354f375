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
        id="load_array.never_shuffled",
        message=mark("The loader never shuffles: shuffle is False by default."),
        hint=mark("In which order do the rows come in two passes?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), batch_size)
""",
    ),
    KnownMistake(
        id="load_array.always_shuffled",
        message=mark("The loader shuffles even when it is not for training."),
        hint=mark("What is the argument is_train for?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=True)
""",
    ),
    KnownMistake(
        id="load_array.shuffled_the_wrong_way_round",
        message=mark("The loader shuffles exactly when it is not for training."),
        hint=mark("Read the condition aloud: when should it shuffle?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=not is_train)
""",
    ),
    KnownMistake(
        id="load_array.shuffled_once",
        message=mark(
            "The data is shuffled once, before the loader is made, so all passes are alike."
        ),
        hint=mark("Compare the order of two passes over one loader."),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    if is_train:
        order = torch.randperm(len(data_arrays[0]))
        data_arrays = [array[order] for array in data_arrays]
    return DataLoader(TensorDataset(*data_arrays), batch_size)
""",
    ),
    KnownMistake(
        id="load_array.last_batch_dropped",
        message=mark("drop_last leaves out the last, shorter minibatch."),
        hint=mark("Count the examples of one pass."),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    dataset = TensorDataset(*data_arrays)
    return DataLoader(dataset, batch_size, shuffle=is_train, drop_last=is_train)
""",
    ),
    KnownMistake(
        id="load_array.batch_size_forgotten",
        message=mark("batch_size is not passed on, so each minibatch holds one example."),
        hint=mark("How many rows has the first minibatch?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), shuffle=is_train)
""",
    ),
    KnownMistake(
        id="load_array.arrays_not_unpacked",
        message=mark("The list of arrays is taken for the dataset, so an array is an example."),
        hint=mark("What is example number 0 of your dataset?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(list(data_arrays), batch_size, shuffle=is_train)
""",
    ),
    KnownMistake(
        id="load_array.two_arrays_only",
        message=mark("Just the first two arrays are used, whatever is given."),
        hint=mark("What does the star in TensorDataset(*arrays) do?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    dataset = TensorDataset(data_arrays[0], data_arrays[1])
    return DataLoader(dataset, batch_size, shuffle=is_train)
""",
    ),
    KnownMistake(
        id="load_array.first_array_only",
        message=mark("Only the features are loaded; the labels are left behind."),
        hint=mark("What does one minibatch consist of?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(data_arrays[0], batch_size, shuffle=is_train)
""",
    ),
    KnownMistake(
        id="load_array.iterator",
        message=mark("An iterator over the loader is returned, which is used up after one pass."),
        hint=mark("Can your result be gone through twice?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return iter(DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=is_train))
""",
    ),
    KnownMistake(
        id="linreg_net.default_start",
        message=mark("The layer keeps the starting values it draws by itself."),
        hint=mark("How large are the layer's weights for 10,000 inputs, and what is its bias?"),
        code="""
def linreg_net(num_features):
    return nn.Sequential(nn.Linear(num_features, 1))
""",
    ),
    KnownMistake(
        id="linreg_net.bias_not_zeroed",
        message=mark("The bias keeps the value the layer draws by itself."),
        hint=mark("What is your network's bias at the start?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    net[0].weight.data.normal_(0, 0.01)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.variance_for_std",
        message=mark("The variance 0.01² is given where a standard deviation is asked for."),
        hint=mark("Is the last argument of normal_ a spread or its square?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    net[0].weight.data.normal_(0, 0.01**2)
    net[0].bias.data.fill_(0)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.std_one",
        message=mark("Weights are drawn from N(0, 1)."),
        hint=mark("What is the last argument of normal_ if you leave it out?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.normal_(net[0].weight)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.zero_weights",
        message=mark("The weights start at zero instead of N(0, 0.01²)."),
        hint=mark("Plot a histogram of the weights of a layer with many features."),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    net[0].weight.data.fill_(0)
    net[0].bias.data.fill_(0)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.uniform_start",
        message=mark("Weights are uniform, not normal."),
        hint=mark("Compare a histogram of many weights with the bell curve."),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.uniform_(net[0].weight, -0.01 * 3**0.5, 0.01 * 3**0.5)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.bare_layer",
        message=mark("The layer itself is returned, not in an nn.Sequential."),
        hint=mark("Does net[0] work?"),
        code="""
def linreg_net(num_features):
    layer = nn.Linear(num_features, 1)
    nn.init.normal_(layer.weight, std=0.01)
    nn.init.zeros_(layer.bias)
    return layer
""",
    ),
    KnownMistake(
        id="linreg_net.activation",
        message=mark("A ReLU follows the layer, so the network cannot predict negative numbers."),
        hint=mark("Which numbers can your network not predict?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1), nn.ReLU())
    nn.init.normal_(net[0].weight, std=0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.no_bias",
        message=mark("The layer has no bias."),
        hint=mark("What does your network predict for a row of zeros, after training?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1, bias=False))
    nn.init.normal_(net[0].weight, std=0.01)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.sizes_swapped",
        message=mark("The layer's inputs and outputs have changed places."),
        hint=mark("How many numbers go in, and how many come out?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(1, num_features))
    nn.init.normal_(net[0].weight, std=0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.parameters_frozen",
        message=mark("The parameters are replaced by ones that do not require grad."),
        hint=mark("Overwrite the parameters' values, not the parameters."),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1)).requires_grad_(False)
    net[0].weight.normal_(0, 0.01)
    net[0].bias.zero_()
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.two_features_only",
        message=mark("The number of inputs is fixed at two."),
        hint=mark("Does your function use its argument?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(2, 1))
    nn.init.normal_(net[0].weight, std=0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.reseeds",
        message=mark("A fixed seed gives the same weights in every call."),
        hint=mark("What do you get if you call your function twice?"),
        code="""
def linreg_net(num_features):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(num_features, 1))
    nn.init.normal_(net[0].weight, std=0.01)
    nn.init.zeros_(net[0].bias)
    return net
""",
    ),
    KnownMistake(
        id="train_concise.gradients_not_cleared",
        message=mark("zero_grad() is missing, so gradients add up."),
        hint=mark("What is in .grad when you step?"),
        code=_loop(_RIGHT.replace("optimizer.zero_grad()\n", "")),
    ),
    KnownMistake(
        id="train_concise.cleared_once_an_epoch",
        message=mark("Gradients are cleared once an epoch, not for each minibatch."),
        hint=mark("What is in .grad when you step for the second time?"),
        code=_loop(
            _RIGHT.replace("optimizer.zero_grad()\n", ""),
            each_epoch="total, count = 0.0, 0\n        optimizer.zero_grad()",
        ),
    ),
    KnownMistake(
        id="train_concise.cleared_before_the_step",
        message=mark("Gradients are cleared between backward() and step()."),
        hint=mark("What is in .grad when you step?"),
        code=_loop(
            f"""
loss = measure(net(X), y)
loss.backward()
optimizer.zero_grad()
optimizer.step()
{_ADD}"""
        ),
    ),
    KnownMistake(
        id="train_concise.step_before_backward",
        message=mark("step() comes before backward(), so it uses the minibatch before."),
        hint=mark("What is in .grad when you step?"),
        code=_loop(
            f"""
loss = measure(net(X), y)
optimizer.step()
optimizer.zero_grad()
loss.backward()
{_ADD}"""
        ),
    ),
    KnownMistake(
        id="train_concise.step_outside_the_loop",
        message=mark("One step an epoch, from the last minibatch's gradient."),
        hint=mark("How many steps do you take in an epoch?"),
        code=_loop(
            f"""
loss = measure(net(X), y)
optimizer.zero_grad()
loss.backward()
{_ADD}""",
            append="optimizer.step()\n        losses.append(total / count)",
        ),
    ),
    KnownMistake(
        id="train_concise.half_the_loss",
        message=mark("The loss is halved, as squared_loss did; nn.MSELoss has no 1/2."),
        hint=mark("Which loss does the docstring ask for?"),
        code=_loop(_RIGHT.replace("measure(net(X), y)", "measure(net(X), y) / 2")),
    ),
    KnownMistake(
        id="train_concise.summed_loss",
        message=mark("The squared errors of a minibatch are added up, not averaged."),
        hint=mark("Who averages over the minibatch now that no sgd divides by its size?"),
        code=_loop(_RIGHT, loss='nn.MSELoss(reduction="sum")'),
    ),
    KnownMistake(
        id="train_concise.divided_twice",
        message=mark("The mean loss is divided by the batch size once more."),
        hint=mark("Who averages over the minibatch?"),
        code=_loop(_RIGHT.replace("measure(net(X), y)", "measure(net(X), y) / len(y)")),
    ),
    KnownMistake(
        id="train_concise.absolute_loss",
        message=mark("The absolute error is minimised, not the squared one."),
        hint=mark("Which loss does the docstring ask for?"),
        code=_loop(_RIGHT, loss="nn.L1Loss()"),
    ),
    KnownMistake(
        id="train_concise.flat_labels",
        message=mark("Labels (B,) meet predictions (B, 1), which makes a (B, B) table."),
        hint=mark("Print both shapes before you compute the loss, and read torch's warning."),
        code=_loop(_RIGHT.replace("measure(net(X), y)", "measure(net(X), y.flatten())")),
    ),
    KnownMistake(
        id="train_concise.arguments_swapped",
        message=mark("The labels are fed to the network."),
        hint=mark("What goes into the network, and what comes out?"),
        code=_loop(_RIGHT.replace("net(X), y", "net(y), X")),
    ),
    KnownMistake(
        id="train_concise.bias_frozen",
        message=mark("Only the weight is given to the optimizer."),
        hint=mark("Which parameters does the optimizer get?"),
        code=_loop(_RIGHT, optimizer="torch.optim.SGD([next(net.parameters())], lr=lr)"),
    ),
    KnownMistake(
        id="train_concise.first_layer_only",
        message=mark("Only the first layer's parameters are trained."),
        hint=mark("What if the network has two layers, or is a layer itself?"),
        code=_loop(_RIGHT, optimizer="torch.optim.SGD(net[0].parameters(), lr=lr)"),
    ),
    KnownMistake(
        id="train_concise.fixed_learning_rate",
        message=mark("The learning rate is fixed at 0.03, whatever lr says."),
        hint=mark("Does your function use all its arguments?"),
        code=_loop(_RIGHT, optimizer="torch.optim.SGD(net.parameters(), lr=0.03)"),
    ),
    KnownMistake(
        id="train_concise.momentum",
        message=mark("The optimizer uses momentum."),
        hint=mark("Which options of the optimizer does the docstring ask for?"),
        code=_loop(_RIGHT, optimizer="torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)"),
    ),
    KnownMistake(
        id="train_concise.weight_decay",
        message=mark("The optimizer draws the weights towards zero."),
        hint=mark("Which options of the optimizer does the docstring ask for?"),
        code=_loop(_RIGHT, optimizer="torch.optim.SGD(net.parameters(), lr=lr, weight_decay=0.01)"),
    ),
    KnownMistake(
        id="train_concise.adam",
        message=mark("Adam is used instead of SGD."),
        hint=mark("Which optimizer does the docstring ask for?"),
        code=_loop(_RIGHT, optimizer="torch.optim.Adam(net.parameters(), lr=lr)"),
    ),
    KnownMistake(
        id="train_concise.one_epoch_only",
        message=mark(
            "The loop over epochs goes through an iterator that is used up after one pass."
        ),
        hint=mark("What is left of an iterator after one pass?"),
        code=_loop(
            _RIGHT,
            before="\n    data_iter = iter(data_iter)",
            append="losses.append(total / max(count, 1))",
        ),
    ),
    KnownMistake(
        id="train_concise.starts_anew",
        message=mark("The network's weights are drawn anew before training."),
        hint=mark("What should training start from?"),
        code=_loop(
            _RIGHT,
            before="\n    for parameter in net.parameters():"
            "\n        nn.init.normal_(parameter, std=0.01)",
        ),
    ),
    KnownMistake(
        id="train_concise.copy_trained",
        message=mark("A copy of the network is trained; the caller's stays as it was."),
        hint=mark("Did the caller's network change?"),
        code=_loop(_RIGHT).replace(
            "    measure =", "    import copy\n\n    net = copy.deepcopy(net)\n    measure ="
        ),
    ),
    KnownMistake(
        id="train_concise.mean_of_means",
        message=mark(
            "The mean of the minibatches' means gives the last, short one too much weight."
        ),
        hint=mark("Do all minibatches deserve equal weight?"),
        code=_loop(
            _RIGHT.replace("loss.item() * len(y), count + len(y)", "loss.item(), count + 1")
        ),
    ),
    KnownMistake(
        id="train_concise.loss_of_the_last_batch",
        message=mark("The loss of the last minibatch is reported as that of the epoch."),
        hint=mark("Which examples does the number you append come from?"),
        code=_loop(_RIGHT, append="losses.append(loss.item())"),
    ),
    KnownMistake(
        id="train_concise.sum_for_mean",
        message=mark("The sum over all examples is reported, not their mean."),
        hint=mark("Would your number change if the data were there twice?"),
        code=_loop(_RIGHT, append="losses.append(total)"),
    ),
    KnownMistake(
        id="train_concise.losses_added_over_epochs",
        message=mark("The running total is not set back at the start of an epoch."),
        hint=mark("What does your total hold when the second epoch starts?"),
        code=_loop(
            _RIGHT,
            before="\n    total = 0.0",
            each_epoch="count = 0",
        ),
    ),
    KnownMistake(
        id="train_concise.mean_divided_again",
        message=mark("Minibatch means are added up and divided by the number of examples."),
        hint=mark("Is the thing you add a total or an average?"),
        code=_loop(_RIGHT.replace("loss.item() * len(y)", "loss.item()")),
    ),
    KnownMistake(
        id="train_concise.loss_halved_in_report",
        message=mark("Half the mean squared error is reported."),
        hint=mark("Which loss does the docstring ask for?"),
        code=_loop(_RIGHT, append="losses.append(total / count / 2)"),
    ),
    KnownMistake(
        id="train_concise.no_losses",
        message=mark("Nothing is returned."),
        hint=mark("What does the docstring's first line say comes back?"),
        code=_loop(_RIGHT).replace("    return losses\n", ""),
    ),
    KnownMistake(
        id="train_concise.returns_the_network",
        message=mark("The network is returned instead of the losses."),
        hint=mark("What does the docstring's first line say comes back?"),
        code=_loop(_RIGHT).replace("return losses", "return net"),
    ),
)
