"""Wrong versions of train_linreg: the losses it reports."""

from __future__ import annotations

from autograder.course.linear_regression.wrong_training import MEASURE, RIGHT_EPOCH, training_loop
from autograder.course.mistake import KnownMistake, changed
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="train_linreg.loss_of_the_last_batch",
        message=mark("The loss of the last minibatch is reported as that of the epoch."),
        hint=mark("Which examples does the number you append come from?"),
        code=training_loop(
            """
for X, y in data_iter(batch_size, features, labels):
    loss = squared_loss(linreg(X, w, b), y)
    loss.sum().backward()
    sgd([w, b], lr, len(X))
losses.append(loss.mean().item())
"""
        ),
    ),
    KnownMistake(
        id="train_linreg.loss_summed",
        message=mark("The epoch's losses are summed up, not averaged."),
        hint=mark("Is the number you append a sum or a mean, and over what?"),
        code=training_loop(
            """
total = 0.0
for X, y in data_iter(batch_size, features, labels):
    loss = squared_loss(linreg(X, w, b), y).sum()
    loss.backward()
    sgd([w, b], lr, len(X))
    total += loss.item()
losses.append(total)
"""
        ),
    ),
    KnownMistake(
        id="train_linreg.mean_of_means",
        message=mark(
            "The mean of the minibatches' means gives the last, short one too much weight."
        ),
        hint=mark("Do all minibatches deserve equal weight?"),
        code=training_loop(
            """
means = []
for X, y in data_iter(batch_size, features, labels):
    loss = squared_loss(linreg(X, w, b), y)
    loss.sum().backward()
    sgd([w, b], lr, len(X))
    means.append(loss.mean().item())
losses.append(sum(means) / len(means))
"""
        ),
    ),
    KnownMistake(
        id="train_linreg.mean_divided_again",
        message=mark("Minibatch means are added up and divided by the number of examples."),
        hint=mark("Is the thing you add a total or an average?"),
        code=training_loop(
            """
total = 0.0
for X, y in data_iter(batch_size, features, labels):
    loss = squared_loss(linreg(X, w, b), y)
    loss.sum().backward()
    sgd([w, b], lr, len(X))
    total += loss.mean().item()
losses.append(total / len(features))
"""
        ),
    ),
    KnownMistake(
        id="train_linreg.loss_per_batch",
        message=mark("One loss per minibatch is returned, not one per epoch."),
        hint=mark("How many numbers should there be after three epochs?"),
        code=training_loop(
            """
for X, y in data_iter(batch_size, features, labels):
    loss = squared_loss(linreg(X, w, b), y)
    loss.sum().backward()
    sgd([w, b], lr, len(X))
    losses.append(loss.mean().item())
"""
        ),
    ),
    KnownMistake(
        id="train_linreg.no_losses",
        message=mark("The losses are not returned."),
        hint=mark("What does the docstring's first line say comes back?"),
        code=training_loop(
            """
for X, y in data_iter(batch_size, features, labels):
    squared_loss(linreg(X, w, b), y).sum().backward()
    sgd([w, b], lr, len(X))
"""
            + MEASURE,
            result="w, b",
        ),
    ),
    KnownMistake(
        id="train_linreg.total_never_reset",
        message=mark("The losses of the epochs before are added to those of each epoch."),
        hint=mark("Where does the total start from when the second epoch begins?"),
        code=training_loop(
            """
for X, y in data_iter(batch_size, features, labels):
    loss = squared_loss(linreg(X, w, b), y).sum()
    loss.backward()
    sgd([w, b], lr, len(X))
    total += loss.item()
losses.append(total / len(features))
""",
            before="\n    total = 0.0",
        ),
    ),
    KnownMistake(
        id="train_linreg.losses_keep_graphs",
        message=mark("The losses are right, but each keeps the graph it was computed by."),
        hint=mark("Do you need the history of a loss that you only report?"),
        code=training_loop(
            """
total = 0.0
for X, y in data_iter(batch_size, features, labels):
    loss = squared_loss(linreg(X, w, b), y).sum()
    loss.backward()
    sgd([w, b], lr, len(X))
    total += loss
losses.append(total / len(features))
"""
        ),
    ),
    KnownMistake(
        id="train_linreg.loss_before_the_epoch",
        message=mark("The loss of all examples is measured before the epoch, not after it."),
        hint=mark("Which parameters does the number you append belong to?"),
        code=training_loop(
            MEASURE
            + """
for X, y in data_iter(batch_size, features, labels):
    squared_loss(linreg(X, w, b), y).sum().backward()
    sgd([w, b], lr, len(X))
"""
        ),
    ),
    KnownMistake(
        id="train_linreg.minibatches_made_once",
        message=mark("The minibatches are made once; only their order changes in each epoch."),
        hint=mark("Which examples meet in a minibatch, and do they ever meet others?"),
        code=training_loop(
            """
for number in torch.randperm(len(batches)).tolist():
    X, y = batches[number]
    squared_loss(linreg(X, w, b), y).sum().backward()
    sgd([w, b], lr, len(X))
"""
            + MEASURE,
            before="\n    batches = list(data_iter(batch_size, features, labels))",
        ),
    ),
    KnownMistake(
        id="train_linreg.stops_when_still",
        message=mark("Training ends where the loss hardly changes, and its value is repeated."),
        hint=mark("Who says how many epochs there are?"),
        code=training_loop(
            """
if len(losses) > 1 and abs(losses[-1] - losses[-2]) < 1e-6:
    losses.append(losses[-1])
    continue"""
            + RIGHT_EPOCH,
        ),
    ),
    KnownMistake(
        id="train_linreg.bias_drawn",
        message=mark("The bias starts from a random number."),
        hint=mark("Which number does the docstring let the bias start from?"),
        code=changed(
            training_loop(RIGHT_EPOCH),
            "torch.zeros(1, requires_grad=True)",
            "torch.normal(0, 0.01, (1,), requires_grad=True)",
        ),
    ),
)
