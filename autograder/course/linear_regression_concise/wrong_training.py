"""Wrong versions of train_concise: how it steps."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake, changed
from autograder.messages import mark


def training_loop(
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


ADD = "total, count = total + loss.item() * len(y), count + len(y)\n"


RIGHT = f"""
loss = measure(net(X), y)
optimizer.zero_grad()
loss.backward()
optimizer.step()
{ADD}"""

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="train_concise.gradients_not_cleared",
        message=mark("zero_grad() is missing, so gradients add up."),
        hint=mark("What is in .grad when you step?"),
        code=training_loop(RIGHT.replace("optimizer.zero_grad()\n", "")),
    ),
    KnownMistake(
        id="train_concise.one_epoch_more",
        message=mark("One epoch too many is trained."),
        hint=mark("How often does your outer loop run?"),
        code=training_loop(RIGHT).replace("range(num_epochs)", "range(num_epochs + 1)"),
    ),
    KnownMistake(
        id="train_concise.returns_in_the_loop",
        message=mark("It returns after the first epoch, whatever num_epochs says."),
        hint=mark("What makes your loop end, and how far is that line indented?"),
        code=changed(training_loop(RIGHT), "    return losses", "        return losses"),
    ),
    KnownMistake(
        id="train_concise.cleared_once_an_epoch",
        message=mark("Gradients are cleared once an epoch, not for each minibatch."),
        hint=mark("What is in .grad when you step for the second time?"),
        code=training_loop(
            RIGHT.replace("optimizer.zero_grad()\n", ""),
            each_epoch="total, count = 0.0, 0\n        optimizer.zero_grad()",
        ),
    ),
    KnownMistake(
        id="train_concise.cleared_before_the_step",
        message=mark("Gradients are cleared between backward() and step()."),
        hint=mark("What is in .grad when you step?"),
        code=training_loop(
            f"""
loss = measure(net(X), y)
loss.backward()
optimizer.zero_grad()
optimizer.step()
{ADD}"""
        ),
    ),
    KnownMistake(
        id="train_concise.never_steps",
        message=mark("The optimizer never takes a step."),
        hint=mark("Which of your lines changes the parameters, and is it called?"),
        code=training_loop(changed(RIGHT, "optimizer.step()", "optimizer.step")),
    ),
    KnownMistake(
        id="train_concise.copies_trained",
        message=mark("The optimizer has copies of the parameters."),
        hint=mark("Whose parameters does the optimizer change?"),
        code=training_loop(
            RIGHT,
            optimizer="torch.optim.SGD([p.detach().clone() for p in net.parameters()], lr=lr)",
        ),
    ),
    KnownMistake(
        id="train_concise.step_before_backward",
        message=mark("step() comes before backward(), so it uses the minibatch before."),
        hint=mark("What is in .grad when you step?"),
        code=training_loop(
            f"""
loss = measure(net(X), y)
optimizer.step()
optimizer.zero_grad()
loss.backward()
{ADD}"""
        ),
    ),
    KnownMistake(
        id="train_concise.step_outside_the_loop",
        message=mark("One step an epoch, from the last minibatch's gradient."),
        hint=mark("How many steps do you take in an epoch?"),
        code=training_loop(
            f"""
loss = measure(net(X), y)
optimizer.zero_grad()
loss.backward()
{ADD}""",
            append="optimizer.step()\n        losses.append(total / count)",
        ),
    ),
    KnownMistake(
        id="train_concise.half_the_loss",
        message=mark("The loss is halved, as squared_loss did; nn.MSELoss has no 1/2."),
        hint=mark("Which loss does the docstring ask for?"),
        code=training_loop(RIGHT.replace("measure(net(X), y)", "measure(net(X), y) / 2")),
    ),
    KnownMistake(
        id="train_concise.summed_loss",
        message=mark("The squared errors of a minibatch are added up, not averaged."),
        hint=mark("Who averages over the minibatch now that no sgd divides by its size?"),
        code=training_loop(RIGHT, loss='nn.MSELoss(reduction="sum")'),
    ),
    KnownMistake(
        id="train_concise.divided_twice",
        message=mark("The mean loss is divided by the batch size once more."),
        hint=mark("Who averages over the minibatch?"),
        code=training_loop(RIGHT.replace("measure(net(X), y)", "measure(net(X), y) / len(y)")),
    ),
    KnownMistake(
        id="train_concise.absolute_loss",
        message=mark("The absolute error is minimised, not the squared one."),
        hint=mark("Which loss does the docstring ask for?"),
        code=training_loop(RIGHT, loss="nn.L1Loss()"),
    ),
    KnownMistake(
        id="train_concise.flat_labels",
        message=mark(
            "Of labels and predictions one is (B,), the other (B, 1): together a (B, B) table."
        ),
        hint=mark("Print both shapes before you compute the loss, and read torch's warning."),
        code=training_loop(RIGHT.replace("measure(net(X), y)", "measure(net(X), y.flatten())")),
    ),
    KnownMistake(
        id="train_concise.arguments_swapped",
        message=mark("The labels are fed to the network."),
        hint=mark("What goes into the network, and what comes out?"),
        code=training_loop(RIGHT.replace("net(X), y", "net(y), X")),
    ),
    KnownMistake(
        id="train_concise.bias_frozen",
        message=mark("Only the weight is given to the optimizer."),
        hint=mark("Which parameters does the optimizer get?"),
        code=training_loop(RIGHT, optimizer="torch.optim.SGD([next(net.parameters())], lr=lr)"),
    ),
    KnownMistake(
        id="train_concise.first_layer_only",
        message=mark("Only the first layer's parameters are trained."),
        hint=mark("What if the network has two layers, or is a layer itself?"),
        code=training_loop(RIGHT, optimizer="torch.optim.SGD(net[0].parameters(), lr=lr)"),
    ),
    KnownMistake(
        id="train_concise.fixed_learning_rate",
        message=mark("The learning rate is fixed at 0.03, whatever lr says."),
        hint=mark("Does your function use all its arguments?"),
        code=training_loop(RIGHT, optimizer="torch.optim.SGD(net.parameters(), lr=0.03)"),
    ),
    KnownMistake(
        id="train_concise.momentum",
        message=mark("The optimizer uses momentum."),
        hint=mark("Which options of the optimizer does the docstring ask for?"),
        code=training_loop(
            RIGHT, optimizer="torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)"
        ),
    ),
    KnownMistake(
        id="train_concise.weight_decay",
        message=mark("The optimizer draws the weights towards zero."),
        hint=mark("Which options of the optimizer does the docstring ask for?"),
        code=training_loop(
            RIGHT, optimizer="torch.optim.SGD(net.parameters(), lr=lr, weight_decay=0.01)"
        ),
    ),
    KnownMistake(
        id="train_concise.adam",
        message=mark("Adam is used instead of SGD."),
        hint=mark("Which optimizer does the docstring ask for?"),
        code=training_loop(RIGHT, optimizer="torch.optim.Adam(net.parameters(), lr=lr)"),
    ),
    KnownMistake(
        id="train_concise.one_epoch_only",
        message=mark("Only the first epoch trains: after it no minibatches come any more."),
        hint=mark("What is left of an iterator after one pass?"),
        code=training_loop(
            RIGHT,
            before="\n    data_iter = iter(data_iter)",
            append="losses.append(total / max(count, 1))",
        ),
    ),
    KnownMistake(
        id="train_concise.minibatches_kept",
        message=mark("The minibatches are kept from one pass, so all epochs have the same order."),
        hint=mark("When does a DataLoader shuffle, and how often do you go through it?"),
        code=training_loop(RIGHT, before="\n    data_iter = list(data_iter)"),
    ),
    KnownMistake(
        id="train_concise.evaluation_mode",
        message=mark("The network is in evaluation mode while it is trained."),
        hint=mark("In which mode should layers such as dropout be during training?"),
        code=training_loop(RIGHT, before="\n    net.eval()"),
    ),
    KnownMistake(
        id="train_concise.starts_anew",
        message=mark("The network's weights are drawn anew before training."),
        hint=mark("What should training start from?"),
        code=training_loop(
            RIGHT,
            before="\n    for parameter in net.parameters():"
            "\n        nn.init.normal_(parameter, std=0.01)",
        ),
    ),
    KnownMistake(
        id="train_concise.copy_trained",
        message=mark("A copy of the network is trained; the caller's stays as it was."),
        hint=mark("Did the caller's network change?"),
        code=changed(
            training_loop(RIGHT),
            "    measure =",
            "    import copy\n\n    net = copy.deepcopy(net)\n    measure =",
        ),
    ),
)
