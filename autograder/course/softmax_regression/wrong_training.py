"""Wrong versions of train."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake, changed
from autograder.messages import mark

_TRAIN = """
def train(net, train_iter, test_iter, loss, num_epochs, updater):
    history = []
    for _ in range(num_epochs):
        train_loss, train_accuracy = train_epoch(net, train_iter, loss, updater)
        test_accuracy = evaluate_accuracy(net, test_iter)
        history.append((train_loss, train_accuracy, test_accuracy))
    return history
"""

_AFTER_ANOTHER = "len(history) > 1"


def stopping(loop: str, id_: str, message: str, condition: str) -> KnownMistake:
    """The loop ends after the first epoch of which the condition holds."""
    stop = f"        if {condition}:\n            break\n"
    code = changed(loop, "    return history", f"{stop}    return history")
    return KnownMistake(id_, message, mark("Who says how many epochs there are?"), code)


MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="train.tested_on_training_data",
        message=mark("The test accuracy is measured on the training data."),
        hint=mark("Which data set produced this number?"),
        code=changed(
            _TRAIN, "evaluate_accuracy(net, test_iter)", "evaluate_accuracy(net, train_iter)"
        ),
    ),
    KnownMistake(
        id="train.train_accuracy_twice",
        message=mark("The training accuracy is reported as test accuracy too."),
        hint=mark("Which data set produced this number?"),
        code=changed(_TRAIN, "train_accuracy, test_accuracy))", "train_accuracy, train_accuracy))"),
    ),
    KnownMistake(
        id="train.trained_on_test_data",
        message=mark("It trains on the test data."),
        hint=mark("Which of the two data sets may the model learn from?"),
        code=changed(_TRAIN, "train_epoch(net, train_iter,", "train_epoch(net, test_iter,"),
    ),
    KnownMistake(
        id="train.tested_before_training",
        message=mark("The test accuracy is measured before the epoch instead of after it."),
        hint=mark("After one epoch, which model does the test accuracy describe?"),
        code="""
def train(net, train_iter, test_iter, loss, num_epochs, updater):
    history = []
    for _ in range(num_epochs):
        test_accuracy = evaluate_accuracy(net, test_iter)
        train_loss, train_accuracy = train_epoch(net, train_iter, loss, updater)
        history.append((train_loss, train_accuracy, test_accuracy))
    return history
""",
    ),
    KnownMistake(
        id="train.last_epoch_only",
        message=mark("Only the figures of the last epoch are returned."),
        hint=mark("How many epochs can the caller read about?"),
        code=changed(_TRAIN, "return history", "return history[-1]"),
    ),
    KnownMistake(
        id="train.one_epoch",
        message=mark("There is one epoch, whatever num_epochs says."),
        hint=mark("What makes your loop end, and how far is that line indented?"),
        code=changed(_TRAIN, "    return history", "        return history"),
    ),
    KnownMistake(
        id="train.one_epoch_too_few",
        message=mark("There is one epoch too few."),
        hint=mark("How many numbers are in range(1, 3)?"),
        code=changed(_TRAIN, "range(num_epochs)", "range(1, num_epochs)"),
    ),
    KnownMistake(
        id="train.nothing_returned",
        message=mark("The figures are collected but not returned."),
        hint=mark("What does a function without `return` give?"),
        code=changed(_TRAIN, "    return history\n", ""),
    ),
    KnownMistake(
        id="train.loss_and_accuracy_swapped",
        message=mark("Training accuracy and training loss are in the wrong order."),
        hint=mark("Which of the two numbers can be larger than one?"),
        code=changed(
            _TRAIN, "append((train_loss, train_accuracy,", "append((train_accuracy, train_loss,"
        ),
    ),
    KnownMistake(
        id="train.stays_in_evaluation_mode",
        message=mark("The loop sets training mode once, and an evaluation ends it for good."),
        hint=mark("Who turns training mode back on after an evaluation?"),
        code="""
def train(net, train_iter, test_iter, loss, num_epochs, updater):
    history = []
    for epoch in range(num_epochs):
        totals = Accumulator(3)
        if epoch == 0 and isinstance(net, nn.Module):
            net.train()
        for X, y in train_iter:
            y_hat = net(X)
            losses = loss(y_hat, y)
            if isinstance(updater, torch.optim.Optimizer):
                updater.zero_grad()
                losses.mean().backward()
                updater.step()
            else:
                losses.sum().backward()
                updater(len(y))
            totals.add(losses.sum(), accuracy(y_hat, y), len(y))
        figures = totals[0] / totals[2], totals[1] / totals[2]
        history.append((*figures, evaluate_accuracy(net, test_iter)))
    return history
""",
    ),
    KnownMistake(
        id="train.gradients_switched_off",
        message=mark("Gradients are switched off for the evaluation and never on again."),
        hint=mark("What does the second epoch find switched off?"),
        code=changed(
            _TRAIN,
            "        test_accuracy = evaluate",
            "        torch.set_grad_enabled(False)\n        test_accuracy = evaluate",
        ),
    ),
    KnownMistake(
        id="train.totals_over_all_epochs",
        message=mark("The training loss is averaged over all epochs so far."),
        hint=mark("When do your totals start anew?"),
        code=changed(
            _TRAIN,
            "history.append((train_loss,",
            "past = [row[0] for row in history]\n"
            "        train_loss = (sum(past) + train_loss) / (len(past) + 1)\n"
            "        history.append((train_loss,",
        ),
    ),
    KnownMistake(
        id="train.asserts_about_one_data_set",
        message=mark("An assert about the figures of one data set stands in the function."),
        hint=mark("Is what you assert true of any data, after any number of epochs?"),
        code=changed(
            _TRAIN,
            "    return history",
            "    assert train_loss < 0.5, train_loss\n"
            "    assert train_accuracy <= 1 and train_accuracy > 0.7, train_accuracy\n"
            "    assert test_accuracy <= 1 and test_accuracy > 0.7, test_accuracy\n"
            "    return history",
        ),
    ),
    KnownMistake(
        id="train.tested_now_and_then",
        message=mark("Not every epoch is tested, and an old test accuracy stands for its own."),
        hint=mark("After which epoch was each test accuracy measured?"),
        code=changed(
            _TRAIN,
            "        test_accuracy = evaluate",
            "        if len(history) % 2 == 0:\n            test_accuracy = evaluate",
        ),
    ),
    KnownMistake(
        id="train.best_so_far",
        message=mark("The best test accuracy so far is reported instead of the epoch's own."),
        hint=mark("What does your history say of an epoch that made the model worse?"),
        code=changed(
            _TRAIN,
            "test_accuracy = evaluate_accuracy(net, test_iter)",
            "tested = [evaluate_accuracy(net, test_iter)]\n"
            "        test_accuracy = max(tested + [row[2] for row in history])",
        ),
    ),
    stopping(
        _TRAIN,
        "train.stops_at_a_worse_test",
        mark("Training ends at the first epoch whose test accuracy is worse."),
        f"{_AFTER_ANOTHER} and test_accuracy < history[-2][2]",
    ),
    stopping(
        _TRAIN,
        "train.stops_at_a_larger_loss",
        mark("Training ends at the first epoch whose loss is larger."),
        f"{_AFTER_ANOTHER} and train_loss > history[-2][0]",
    ),
    stopping(
        _TRAIN,
        "train.stops_when_still",
        mark("Training ends where the loss hardly changes."),
        f"{_AFTER_ANOTHER} and abs(train_loss - history[-2][0]) < 1e-3",
    ),
    stopping(
        _TRAIN,
        "train.stops_at_a_worse_accuracy",
        mark("Training ends at the first epoch whose training accuracy is worse."),
        f"{_AFTER_ANOTHER} and train_accuracy < history[-2][1]",
    ),
    stopping(
        _TRAIN,
        "train.stops_when_all_are_right",
        mark("Training ends early, where an accuracy is high enough."),
        "test_accuracy == 1",
    ),
    stopping(
        _TRAIN,
        "train.stops_at_a_small_loss",
        mark("Training ends where the loss is small."),
        "train_loss < 0.01",
    ),
    KnownMistake(
        id="train.first_test_accuracy",
        message=mark("The test accuracy of the first epoch stands for those of all."),
        hint=mark("After which epoch was each test accuracy measured?"),
        code=changed(
            _TRAIN, "return history", "return [(*row[:2], history[0][2]) for row in history]"
        ),
    ),
)
