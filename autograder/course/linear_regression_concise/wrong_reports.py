"""Wrong versions of train_concise: the losses it reports."""

from __future__ import annotations

from autograder.course.linear_regression_concise.wrong_training import RIGHT, training_loop
from autograder.course.mistake import KnownMistake, changed
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="train_concise.mean_of_means",
        message=mark(
            "The mean of the minibatches' means gives the last, short one too much weight."
        ),
        hint=mark("Do all minibatches deserve equal weight?"),
        code=training_loop(
            RIGHT.replace("loss.item() * len(y), count + len(y)", "loss.item(), count + 1")
        ),
    ),
    KnownMistake(
        id="train_concise.loss_of_the_last_batch",
        message=mark("The loss of the last minibatch is reported as that of the epoch."),
        hint=mark("Which examples does the number you append come from?"),
        code=training_loop(RIGHT, append="losses.append(loss.item())"),
    ),
    KnownMistake(
        id="train_concise.sum_for_mean",
        message=mark("The sum over all examples is reported, not their mean."),
        hint=mark("Would your number change if the data were there twice?"),
        code=training_loop(RIGHT, append="losses.append(total)"),
    ),
    KnownMistake(
        id="train_concise.losses_added_over_epochs",
        message=mark("The running total is not set back at the start of an epoch."),
        hint=mark("What does your total hold when the second epoch starts?"),
        code=training_loop(
            RIGHT,
            before="\n    total = 0.0",
            each_epoch="count = 0",
        ),
    ),
    KnownMistake(
        id="train_concise.mean_divided_again",
        message=mark("Minibatch means are added up and divided by the number of examples."),
        hint=mark("Is the thing you add a total or an average?"),
        code=training_loop(RIGHT.replace("loss.item() * len(y)", "loss.item()")),
    ),
    KnownMistake(
        id="train_concise.loss_halved_in_report",
        message=mark("Half the mean squared error is reported."),
        hint=mark("Which loss does the docstring ask for?"),
        code=training_loop(RIGHT, append="losses.append(total / count / 2)"),
    ),
    KnownMistake(
        id="train_concise.no_losses",
        message=mark("Nothing is returned."),
        hint=mark("What does the docstring's first line say comes back?"),
        code=training_loop(RIGHT).replace("    return losses\n", ""),
    ),
    KnownMistake(
        id="train_concise.returns_the_network",
        message=mark("The network is returned instead of the losses."),
        hint=mark("What does the docstring's first line say comes back?"),
        code=training_loop(RIGHT).replace("return losses", "return net"),
    ),
    KnownMistake(
        id="train_concise.losses_keep_graphs",
        message=mark("The losses are right, but each keeps the graph it was computed by."),
        hint=mark("Do you need the history of a loss that you only report?"),
        code=training_loop(RIGHT.replace("loss.item()", "loss")),
    ),
    KnownMistake(
        id="train_concise.loss_before_the_epoch",
        message=mark("The loss of all examples is measured before the epoch's first step."),
        hint=mark("Which parameters does the number you append belong to?"),
        code=training_loop(
            RIGHT,
            each_epoch="""total, count = 0.0, 0
        with torch.no_grad():
            before = sum(float(((net(X) - y) ** 2).sum()) for X, y in data_iter)""",
            append="losses.append(before / count)",
        ),
    ),
    KnownMistake(
        id="train_concise.root_of_the_mean",
        message=mark("The root of the mean squared error is reported."),
        hint=mark("What is your number for errors of 3 alone: 3 or 9?"),
        code=training_loop(RIGHT, append="losses.append((total / count) ** 0.5)"),
    ),
    KnownMistake(
        id="train_concise.loss_of_every_batch",
        message=mark("A loss is appended for every minibatch, not for every epoch."),
        hint=mark("How many numbers does the caller expect, and how far is that line indented?"),
        code=training_loop(f"{RIGHT}losses.append(loss.item())", append="pass"),
    ),
    KnownMistake(
        id="train_concise.last_loss_only",
        message=mark("Only the loss of the last epoch is returned."),
        hint=mark("How many epochs can the caller read about?"),
        code=changed(training_loop(RIGHT), "return losses", "return losses[-1]"),
    ),
    KnownMistake(
        id="train_concise.one_epoch_too_few",
        message=mark("There is one epoch too few."),
        hint=mark("How many numbers are in range(1, 3)?"),
        code=changed(training_loop(RIGHT), "range(num_epochs)", "range(1, num_epochs)"),
    ),
)
