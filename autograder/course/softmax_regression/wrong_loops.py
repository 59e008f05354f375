"""Known mistakes of lesson 5, second half: evaluation, training and naming."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

EVALUATE_ACCURACY = (
    KnownMistake(
        id="evaluate_accuracy.mean_of_means",
        message=mark(
            "The accuracies of the minibatches are averaged, the short one like the rest."
        ),
        hint=mark("Do all minibatches deserve equal weight?"),
        code="""
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        parts = [accuracy(net(X), y) / len(y) for X, y in data_iter]
    return sum(parts) / len(parts)
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.last_batch_only",
        message=mark("The count is overwritten, so only the last minibatch counts."),
        hint=mark("After the loop, what does your variable remember?"),
        code="""
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        for X, y in data_iter:
            correct, total = accuracy(net(X), y), len(y)
    return correct / total
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.first_batch_only",
        message=mark("It returns inside the loop, after the first minibatch."),
        hint=mark("How far is your `return` indented?"),
        code="""
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Module):
        net.eval()
    totals = Accumulator(2)
    with torch.no_grad():
        for X, y in data_iter:
            totals.add(accuracy(net(X), y), len(y))
            return totals[0] / totals[1]
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.divided_by_batches",
        message=mark("The count is divided by the number of minibatches, not of examples."),
        hint=mark("Can an accuracy be larger than one?"),
        code="""
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Module):
        net.eval()
    totals = Accumulator(2)
    with torch.no_grad():
        for X, y in data_iter:
            totals.add(accuracy(net(X), y), 1)
    return totals[0] / totals[1]
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.full_batches_assumed",
        message=mark("The size of the first minibatch is taken for all of them."),
        hint=mark("How many examples are in the last minibatch?"),
        code="""
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Module):
        net.eval()
    correct, number = 0, 0
    with torch.no_grad():
        for X, y in data_iter:
            correct += accuracy(net(X), y)
            number += 1
            size = len(y) if number == 1 else size
    return correct / (number * size)
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.count",
        message=mark("It returns the number of hits, not the fraction."),
        hint=mark("In which range does an accuracy lie?"),
        code="""
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        return float(sum(accuracy(net(X), y) for X, y in data_iter))
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.training_mode",
        message=mark(
            "A module is evaluated in the mode it happens to be in: eval() is not called."
        ),
        hint=mark("Which layers behave differently while training, and who tells them?"),
        code="""
def evaluate_accuracy(net, data_iter):
    totals = Accumulator(2)
    with torch.no_grad():
        for X, y in data_iter:
            totals.add(accuracy(net(X), y), len(y))
    return totals[0] / totals[1]
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.graph_recorded",
        message=mark("A graph is recorded for predictions that nobody differentiates."),
        hint=mark("Do you need gradients here?"),
        code="""
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Module):
        net.eval()
    totals = Accumulator(2)
    for X, y in data_iter:
        totals.add(accuracy(net(X), y), len(y))
    return totals[0] / totals[1]
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.every_net_a_module",
        message=mark("eval() is called on a net that is a plain function."),
        hint=mark("Which kinds of net does the docstring allow?"),
        code="""
def evaluate_accuracy(net, data_iter):
    net.eval()
    totals = Accumulator(2)
    with torch.no_grad():
        for X, y in data_iter:
            totals.add(accuracy(net(X), y), len(y))
    return totals[0] / totals[1]
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.numel_not_called",
        message=mark("y.numel stands without its parentheses and so is no number."),
        hint=mark("Is that a number or a function?"),
        code="""
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Module):
        net.eval()
    totals = Accumulator(2)
    with torch.no_grad():
        for X, y in data_iter:
            totals.add(accuracy(net(X), y), y.numel)
    return totals[0] / totals[1]
""",
    ),
)

# The loop of train_epoch with marks where a mistake goes; a mistake changes one line of it.
_EPOCH = """
def train_epoch(net, train_iter, loss, updater):
    if isinstance(net, nn.Module):
        net.train()
    totals = Accumulator(3)
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
    return totals[0] / totals[2], totals[1] / totals[2]
"""


def _epoch(old: str, new: str) -> str:
    """The right loop with one passage replaced."""
    if _EPOCH.count(old) != 1:
        raise ValueError(f"{old!r} is not exactly once in the loop")
    return _EPOCH.replace(old, new)


TRAIN_EPOCH = (
    KnownMistake(
        id="train_epoch.mean_with_function",
        message=mark("The mean is differentiated although the updater divides by the batch size."),
        hint=mark("Which of the two places divides?"),
        code=_epoch("losses.sum().backward()", "losses.mean().backward()"),
    ),
    KnownMistake(
        id="train_epoch.sum_with_optimizer",
        message=mark("The sum is differentiated although an optimizer divides by nothing."),
        hint=mark("Which of the two places divides?"),
        code=_epoch("losses.mean().backward()", "losses.sum().backward()"),
    ),
    KnownMistake(
        id="train_epoch.vector_backward",
        message=mark("backward() is called on the losses of all examples, not on one number."),
        hint=mark("How many numbers are you differentiating?"),
        code=_epoch("losses.mean().backward()", "losses.backward()"),
    ),
    KnownMistake(
        id="train_epoch.gradients_not_cleared",
        message=mark("The optimizer's gradients are never cleared, so they pile up."),
        hint=mark("What will backward() add its result to?"),
        code=_epoch("            updater.zero_grad()\n", ""),
    ),
    KnownMistake(
        id="train_epoch.cleared_after_backward",
        message=mark("The gradients are cleared between backward and step: nothing moves."),
        hint=mark("What is in .grad when you step?"),
        code=_epoch(
            "            updater.zero_grad()\n            losses.mean().backward()\n",
            "            losses.mean().backward()\n            updater.zero_grad()\n",
        ),
    ),
    KnownMistake(
        id="train_epoch.step_before_backward",
        message=mark("The step comes before the backward pass, with the gradients of before."),
        hint=mark("What is in .grad when you step?"),
        code=_epoch(
            "            updater.zero_grad()\n            losses.mean().backward()\n"
            "            updater.step()\n",
            "            updater.step()\n            updater.zero_grad()\n"
            "            losses.mean().backward()\n",
        ),
    ),
    KnownMistake(
        id="train_epoch.never_steps",
        message=mark("The optimizer never takes a step."),
        hint=mark("Which line moves the parameters?"),
        code=_epoch("            updater.step()\n", ""),
    ),
    KnownMistake(
        id="train_epoch.full_batch_size",
        message=mark("The last, short minibatch is divided by the size of a full one."),
        hint=mark("How many examples are in the last minibatch?"),
        code=_epoch("updater(len(y))", "updater(train_iter.batch_size)"),
    ),
    KnownMistake(
        id="train_epoch.size_not_given",
        message=mark("The updater is called without the batch size."),
        hint=mark("What does an updater that is a function ask for?"),
        code=_epoch("updater(len(y))", "updater()"),
    ),
    KnownMistake(
        id="train_epoch.evaluation_mode",
        message=mark("The module is put in evaluation mode while it trains."),
        hint=mark("Which mode does a layer like dropout need while it trains?"),
        code=_epoch("net.train()", "net.eval()"),
    ),
    KnownMistake(
        id="train_epoch.mode_unset",
        message=mark("The module trains in the mode it happens to be in: train() is not called."),
        hint=mark("Who turns training mode back on after an evaluation?"),
        code=_epoch("net.train()", "net.train"),
    ),
    KnownMistake(
        id="train_epoch.mean_loss_added",
        message=mark("Mean losses are added up, then divided by the number of examples."),
        hint=mark("Is the thing you add a total or an average?"),
        code=_epoch("totals.add(losses.sum(),", "totals.add(losses.mean(),"),
    ),
    KnownMistake(
        id="train_epoch.mean_of_means",
        message=mark("The figures of the minibatches are averaged, the short one like the rest."),
        hint=mark("Do all minibatches deserve equal weight?"),
        code=_epoch(
            "totals.add(losses.sum(), accuracy(y_hat, y), len(y))",
            "totals.add(losses.mean(), accuracy(y_hat, y) / len(y), 1)",
        ),
    ),
    KnownMistake(
        id="train_epoch.sum_over_batches",
        message=mark("The summed loss is divided by the number of minibatches."),
        hint=mark("Is the mean loss per example or per minibatch?"),
        code=_epoch("return totals[0] / totals[2],", "return totals[0] / len(train_iter),"),
    ),
    KnownMistake(
        id="train_epoch.last_batch_figures",
        message=mark("Only the last minibatch's loss and accuracy are returned."),
        hint=mark("After the loop, what do your variables remember?"),
        code=_epoch(
            "        totals.add(losses.sum()",
            "        totals.reset()\n        totals.add(losses.sum()",
        ),
    ),
    KnownMistake(
        id="train_epoch.figures_after_step",
        message=mark("The figures are measured again after each step, by the parameters it made."),
        hint=mark("With which parameters was the y_hat computed that you learn from?"),
        code=_epoch(
            "        totals.add(losses.sum()",
            "        y_hat = net(X)\n        losses = loss(y_hat, y)\n"
            "        totals.add(losses.sum()",
        ),
    ),
    KnownMistake(
        id="train_epoch.count_returned",
        message=mark("The number of hits is returned instead of the fraction."),
        hint=mark("In which range does an accuracy lie?"),
        code=_epoch("totals[1] / totals[2]", "totals[1]"),
    ),
    KnownMistake(
        id="train_epoch.one_batch",
        message=mark("It returns inside the loop, after the first minibatch."),
        hint=mark("How far is your `return` indented?"),
        code=_epoch("    return totals[0]", "        return totals[0]"),
    ),
)

_TRAIN = """
def train(net, train_iter, test_iter, loss, num_epochs, updater):
    history = []
    for _ in range(num_epochs):
        train_loss, train_accuracy = train_epoch(net, train_iter, loss, updater)
        test_accuracy = evaluate_accuracy(net, test_iter)
        history.append((train_loss, train_accuracy, test_accuracy))
    return history
"""


def _train(old: str, new: str) -> str:
    """The right function with one passage replaced."""
    if _TRAIN.count(old) != 1:
        raise ValueError(f"{old!r} is not exactly once in the function")
    return _TRAIN.replace(old, new)


TRAIN = (
    KnownMistake(
        id="train.tested_on_training_data",
        message=mark("The test accuracy is measured on the training data."),
        hint=mark("Which data set produced this number?"),
        code=_train("evaluate_accuracy(net, test_iter)", "evaluate_accuracy(net, train_iter)"),
    ),
    KnownMistake(
        id="train.train_accuracy_twice",
        message=mark("The training accuracy is reported as test accuracy too."),
        hint=mark("Which data set produced this number?"),
        code=_train("train_accuracy, test_accuracy))", "train_accuracy, train_accuracy))"),
    ),
    KnownMistake(
        id="train.trained_on_test_data",
        message=mark("It trains on the test data."),
        hint=mark("Which of the two data sets may the model learn from?"),
        code=_train("train_epoch(net, train_iter,", "train_epoch(net, test_iter,"),
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
        code=_train("return history", "return history[-1]"),
    ),
    KnownMistake(
        id="train.one_epoch",
        message=mark("It returns inside the loop, after the first epoch."),
        hint=mark("How far is your `return` indented?"),
        code=_train("    return history", "        return history"),
    ),
    KnownMistake(
        id="train.one_epoch_too_few",
        message=mark("The epochs are counted from 1 up to, but without, num_epochs."),
        hint=mark("How many numbers are in range(1, 3)?"),
        code=_train("range(num_epochs)", "range(1, num_epochs)"),
    ),
    KnownMistake(
        id="train.nothing_returned",
        message=mark("The figures are collected but not returned."),
        hint=mark("What does a function without `return` give?"),
        code=_train("    return history\n", ""),
    ),
    KnownMistake(
        id="train.loss_and_accuracy_swapped",
        message=mark("Training accuracy and training loss are in the wrong order."),
        hint=mark("Which of the two numbers can be larger than one?"),
        code=_train("append((train_loss, train_accuracy,", "append((train_accuracy, train_loss,"),
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
        code=_train(
            "        test_accuracy = evaluate",
            "        torch.set_grad_enabled(False)\n        test_accuracy = evaluate",
        ),
    ),
    KnownMistake(
        id="train.totals_over_all_epochs",
        message=mark("The training loss is averaged over all epochs so far."),
        hint=mark("When do your totals start anew?"),
        code=_train(
            "history.append((train_loss,",
            "past = [row[0] for row in history]\n"
            "        train_loss = (sum(past) + train_loss) / (len(past) + 1)\n"
            "        history.append((train_loss,",
        ),
    ),
)

PREDICT = (
    KnownMistake(
        id="predict.class_ids",
        message=mark("It returns class ids instead of their names."),
        hint=mark("Can a person read what you return?"),
        code="""
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        return net(images).argmax(dim=1).tolist()
""",
    ),
    KnownMistake(
        id="predict.argmax_over_images",
        message=mark("argmax runs over the images instead of the classes."),
        hint=mark("Which axis disappears in argmax, and which should remain?"),
        code="""
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        classes = net(images).argmax(dim=0)
    return [FASHION_MNIST_LABELS[c] for c in classes.tolist()]
""",
    ),
    KnownMistake(
        id="predict.first_image_only",
        message=mark("Only one name is returned, that of the first image."),
        hint=mark("How many names does the caller expect?"),
        code="""
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        return FASHION_MNIST_LABELS[int(net(images)[0].argmax())]
""",
    ),
    KnownMistake(
        id="predict.labels_from_one",
        message=mark("Class ids are taken to start at 1, so every name is its neighbour's."),
        hint=mark("Which number has the first class?"),
        code="""
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        classes = net(images).argmax(dim=1)
    return [FASHION_MNIST_LABELS[c - 1] for c in classes.tolist()]
""",
    ),
    KnownMistake(
        id="predict.least_probable",
        message=mark("The least probable class is named."),
        hint=mark("Which score belongs to the class the model believes in?"),
        code="""
def predict(net, images):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        classes = net(images).argmin(dim=1)
    return [FASHION_MNIST_LABELS[c] for c in classes.tolist()]
""",
    ),
    KnownMistake(
        id="predict.training_mode",
        message=mark("A module predicts in the mode it happens to be in."),
        hint=mark("Which layers behave differently while training, and who tells them?"),
        code="""
def predict(net, images):
    with torch.no_grad():
        classes = net(images).argmax(dim=1)
    return [FASHION_MNIST_LABELS[c] for c in classes.tolist()]
""",
    ),
)

MISTAKES = (*EVALUATE_ACCURACY, *TRAIN_EPOCH, *TRAIN, *PREDICT)
