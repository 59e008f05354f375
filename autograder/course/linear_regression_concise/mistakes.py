"""Known mistakes of lesson 2."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

_LOADING: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="load_array.never_shuffles",
        message=mark("The order is the same in training, too."),
        hint=mark("What does is_train change?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), batch_size)
""",
    ),
    KnownMistake(
        id="load_array.always_shuffles",
        message=mark("The order is random even when nothing is trained."),
        hint=mark("What does is_train change?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=True)
""",
    ),
    KnownMistake(
        id="load_array.shuffles_when_testing",
        message=mark("is_train works the wrong way round."),
        hint=mark("When should the order be random: in training or in testing?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=not is_train)
""",
    ),
    KnownMistake(
        id="load_array.drops_the_last_batch",
        message=mark("The last short minibatch is dropped."),
        hint=mark("Count the examples of one pass."),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=is_train, drop_last=True)
""",
    ),
    KnownMistake(
        id="load_array.shuffled_once",
        message=mark("The examples are shuffled once, and every pass has that same order."),
        hint=mark("Is the order of the second epoch a new one?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    if is_train:
        order = torch.randperm(len(data_arrays[0]))
        data_arrays = [array[order] for array in data_arrays]
    return DataLoader(TensorDataset(*data_arrays), batch_size)
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
        message=mark("An iterator comes back, which is used up after one pass."),
        hint=mark("How many epochs can you train with what you return?"),
        code="""
def load_array(data_arrays, batch_size, is_train=True):
    return iter(DataLoader(TensorDataset(*data_arrays), batch_size, shuffle=is_train))
""",
    ),
)

_NETWORK: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="linreg_net.default_weights",
        message=mark("The layer keeps the weights and bias nn.Linear draws by itself."),
        hint=mark("What does nn.Linear start from when nobody tells it?"),
        code="""
def linreg_net(num_features):
    return nn.Sequential(nn.Linear(num_features, 1))
""",
    ),
    KnownMistake(
        id="linreg_net.variance_for_deviation",
        message=mark("0.01 is taken for the variance: the standard deviation is 0.1."),
        hint=mark("What does the second argument of normal_ mean, and what N(0, 0.01²)?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    net[0].weight.data.normal_(0, 0.1)
    net[0].bias.data.fill_(0)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.bias_forgotten",
        message=mark("The bias keeps its random start."),
        hint=mark("Does nn.Linear start with a bias of 0 by itself?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    net[0].weight.data.normal_(0, 0.01)
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
        id="linreg_net.inputs_and_outputs_exchanged",
        message=mark("The layer maps one number to many instead of many to one."),
        hint=mark("How many numbers go in, and how many come out?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(1, num_features))
    net[0].weight.data.normal_(0, 0.01)
    net[0].bias.data.fill_(0)
    return net
""",
    ),
    KnownMistake(
        id="linreg_net.replaced_by_plain_tensors",
        message=mark("The new weights do not require grad: training cannot change them."),
        hint=mark("Did you overwrite the parameters, or their values?"),
        code="""
def linreg_net(num_features):
    net = nn.Sequential(nn.Linear(num_features, 1))
    net[0].weight = nn.Parameter(torch.normal(0, 0.01, (1, num_features)), requires_grad=False)
    net[0].bias.data.fill_(0)
    return net
""",
    ),
)


def _loop(
    *,
    loss: str = "nn.MSELoss()",
    parameters: str = "net.parameters()",
    rate: str = "lr",
    before_backward: str = "optimizer.zero_grad()",
    backward: str = "value.backward()",
    after_backward: str = "optimizer.step()",
    labels: str = "y",
    result: str = "total / examples",
) -> str:
    """A training loop with one of its parts exchanged."""
    return f"""
def train_concise(net, data_iter, lr, num_epochs):
    loss = {loss}
    optimizer = torch.optim.SGD({parameters}, lr={rate})
    losses = []
    for _ in range(num_epochs):
        total, means, examples, batches = 0.0, 0.0, 0, 0
        for X, y in data_iter:
            value = loss(net(X), {labels})
            {before_backward}
            {backward}
            {after_backward}
            total += value.item() * len(y)
            means += value.item()
            examples += len(y)
            batches += 1
        losses.append({result})
    return losses
"""


_TRAINING: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="train_concise.gradients_pile_up",
        message=mark("The gradients are never cleared and pile up."),
        hint=mark("What is in .grad before backward() adds to it?"),
        code=_loop(before_backward="pass"),
    ),
    KnownMistake(
        id="train_concise.step_before_backward",
        message=mark("It steps before backward(): with the gradients of the last minibatch."),
        hint=mark("What is in .grad when you step?"),
        code=_loop(
            before_backward="optimizer.step(); optimizer.zero_grad()", after_backward="pass"
        ),
    ),
    KnownMistake(
        id="train_concise.cleared_after_backward",
        message=mark("The gradients are cleared between backward() and step()."),
        hint=mark("What is in .grad when you step?"),
        code=_loop(
            before_backward="pass", after_backward="optimizer.zero_grad(); optimizer.step()"
        ),
    ),
    KnownMistake(
        id="train_concise.summed_loss",
        message=mark("The loss is summed over the minibatch: every step is too large."),
        hint=mark("In which single place do you average?"),
        code=_loop(loss='nn.MSELoss(reduction="sum")'),
    ),
    KnownMistake(
        id="train_concise.half_the_loss",
        message=mark("A factor 1/2 that nn.MSELoss does not have: every step is half as large."),
        hint=mark("Read the formula of nn.MSELoss: what stands in front of the square?"),
        code=_loop(backward="(value / 2).backward()"),
    ),
    KnownMistake(
        id="train_concise.bias_frozen",
        message=mark("Only the weights are handed to the optimizer; the bias stays."),
        hint=mark("How many parameters does the network have, and how many moved?"),
        code=_loop(parameters="[p for name, p in net.named_parameters() if 'weight' in name]"),
    ),
    KnownMistake(
        id="train_concise.learning_rate_ignored",
        message=mark("The learning rate is fixed; the argument is not used."),
        hint=mark("Does your function use only its arguments?"),
        code=_loop(rate="0.03"),
    ),
    KnownMistake(
        id="train_concise.flat_labels",
        message=mark("Labels (n,) against predictions (n, 1): every one with every other."),
        hint=mark("Compare the shapes on both sides of the minus sign."),
        code="import warnings\nwarnings.simplefilter('ignore')\n" + _loop(labels="y.flatten()"),
    ),
    KnownMistake(
        id="train_concise.mean_of_means",
        message=mark("The mean of the minibatches' means: a short last batch weighs too much."),
        hint=mark("Do all batches deserve equal weight?"),
        code=_loop(result="means / batches"),
    ),
    KnownMistake(
        id="train_concise.last_batch_only",
        message=mark("The loss of the last minibatch is reported for the whole epoch."),
        hint=mark("After the loop, what does your variable remember?"),
        code=_loop(result="value.item()"),
    ),
    KnownMistake(
        id="train_concise.sum_for_mean",
        message=mark("The sum over all examples is reported, not their mean."),
        hint=mark("Would your number change if the data were there twice?"),
        code=_loop(result="total"),
    ),
)

MISTAKES = _LOADING + _NETWORK + _TRAINING
