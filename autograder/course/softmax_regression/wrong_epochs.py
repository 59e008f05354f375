"""Wrong versions of train_epoch."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake, changed
from autograder.messages import mark

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


MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="train_epoch.mean_with_function",
        message=mark("The mean is differentiated although the updater divides by the batch size."),
        hint=mark("Which of the two places divides?"),
        code=changed(_EPOCH, "losses.sum().backward()", "losses.mean().backward()"),
    ),
    KnownMistake(
        id="train_epoch.sum_with_optimizer",
        message=mark("The sum is differentiated although an optimizer divides by nothing."),
        hint=mark("Which of the two places divides?"),
        code=changed(_EPOCH, "losses.mean().backward()", "losses.sum().backward()"),
    ),
    KnownMistake(
        id="train_epoch.vector_backward",
        message=mark("backward() is called on the losses of all examples, not on one number."),
        hint=mark("How many numbers are you differentiating?"),
        code=changed(_EPOCH, "losses.mean().backward()", "losses.backward()"),
    ),
    KnownMistake(
        id="train_epoch.gradients_not_cleared",
        message=mark(
            "The optimizer's gradients are not cleared from one step to the next, so they pile up."
        ),
        hint=mark("What will backward() add its result to?"),
        code=changed(_EPOCH, "            updater.zero_grad()\n", ""),
    ),
    KnownMistake(
        id="train_epoch.cleared_after_backward",
        message=mark("The gradients are cleared between backward and step: nothing moves."),
        hint=mark("What is in .grad when you step?"),
        code=changed(
            _EPOCH,
            "            updater.zero_grad()\n            losses.mean().backward()\n",
            "            losses.mean().backward()\n            updater.zero_grad()\n",
        ),
    ),
    KnownMistake(
        id="train_epoch.step_before_backward",
        message=mark("The step comes before the backward pass, with the gradients of before."),
        hint=mark("What is in .grad when you step?"),
        code=changed(
            _EPOCH,
            "            updater.zero_grad()\n            losses.mean().backward()\n"
            "            updater.step()\n",
            "            updater.step()\n            updater.zero_grad()\n"
            "            losses.mean().backward()\n",
        ),
    ),
    KnownMistake(
        id="train_epoch.totals_in_a_default",
        message=mark("The totals are a default argument: each call goes on where the last ended."),
        hint=mark("When is the value after = in a def line made, and how often?"),
        code=changed(
            changed(_EPOCH, "    totals = Accumulator(3)\n", ""),
            "updater):",
            "updater, totals=Accumulator(3)):",
        ),
    ),
    KnownMistake(
        id="train_epoch.never_steps",
        message=mark("The optimizer never takes a step."),
        hint=mark("Which line moves the parameters?"),
        code=changed(_EPOCH, "            updater.step()\n", ""),
    ),
    KnownMistake(
        id="train_epoch.full_batch_size",
        message=mark("The last, short minibatch is divided by the size of a full one."),
        hint=mark("How many examples are in the last minibatch?"),
        code=changed(_EPOCH, "updater(len(y))", "updater(train_iter.batch_size)"),
    ),
    KnownMistake(
        id="train_epoch.size_not_given",
        message=mark("The updater is called without the batch size."),
        hint=mark("What does an updater that is a function ask for?"),
        code=changed(_EPOCH, "updater(len(y))", "updater()"),
    ),
    KnownMistake(
        id="train_epoch.evaluation_mode",
        message=mark("The module is put in evaluation mode while it trains."),
        hint=mark("Which mode does a layer like dropout need while it trains?"),
        code=changed(_EPOCH, "net.train()", "net.eval()"),
    ),
    KnownMistake(
        id="train_epoch.mode_unset",
        message=mark("The module trains in the mode it happens to be in: train() is not called."),
        hint=mark("Who turns training mode back on after an evaluation?"),
        code=changed(_EPOCH, "net.train()", "net.train"),
    ),
    KnownMistake(
        id="train_epoch.mean_loss_added",
        message=mark("Mean losses are added up, then divided by the number of examples."),
        hint=mark("Is the thing you add a total or an average?"),
        code=changed(_EPOCH, "totals.add(losses.sum(),", "totals.add(losses.mean(),"),
    ),
    KnownMistake(
        id="train_epoch.mean_of_means",
        message=mark("The figures of the minibatches are averaged, the short one like the rest."),
        hint=mark("Do all minibatches deserve equal weight?"),
        code=changed(
            _EPOCH,
            "totals.add(losses.sum(), accuracy(y_hat, y), len(y))",
            "totals.add(losses.mean(), accuracy(y_hat, y) / len(y), 1)",
        ),
    ),
    KnownMistake(
        id="train_epoch.sum_over_batches",
        message=mark("The summed loss is divided by the number of minibatches."),
        hint=mark("Is the mean loss per example or per minibatch?"),
        code=changed(
            _EPOCH, "return totals[0] / totals[2],", "return totals[0] / len(train_iter),"
        ),
    ),
    KnownMistake(
        id="train_epoch.last_batch_figures",
        message=mark("Only the last minibatch's loss and accuracy are returned."),
        hint=mark("After the loop, what do your variables remember?"),
        code=changed(
            _EPOCH,
            "        totals.add(losses.sum()",
            "        totals.reset()\n        totals.add(losses.sum()",
        ),
    ),
    KnownMistake(
        id="train_epoch.figures_after_step",
        message=mark("The figures are measured again after each step, by the parameters it made."),
        hint=mark("With which parameters was the y_hat computed that you learn from?"),
        code=changed(
            _EPOCH,
            "        totals.add(losses.sum()",
            "        y_hat = net(X)\n        losses = loss(y_hat, y)\n"
            "        totals.add(losses.sum()",
        ),
    ),
    KnownMistake(
        id="train_epoch.count_returned",
        message=mark("The number of hits is returned instead of the fraction."),
        hint=mark("In which range does an accuracy lie?"),
        code=changed(_EPOCH, "totals[1] / totals[2]", "totals[1]"),
    ),
    KnownMistake(
        id="train_epoch.one_batch",
        message=mark("The pass is over after the first minibatch."),
        hint=mark("What makes your loop end, and how far is that line indented?"),
        code=changed(_EPOCH, "    return totals[0]", "        return totals[0]"),
    ),
    KnownMistake(
        id="train_epoch.graphs_kept",
        message=mark("The total of the losses keeps the graphs they were computed with."),
        hint=mark("Do you need the history of a loss when its step is done?"),
        code="""
def train_epoch(net, train_iter, loss, updater):
    if isinstance(net, nn.Module):
        net.train()
    total, hits, examples = 0, 0, 0
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
        total += losses.sum()
        hits += accuracy(y_hat, y)
        examples += len(y)
    return total / examples, hits / examples
""",
    ),
    KnownMistake(
        id="train_epoch.second_prediction",
        message=mark("The net predicts each minibatch twice, once for the loss."),
        hint=mark("What would dropout make of a second prediction of the same minibatch?"),
        code=changed(_EPOCH, "loss(y_hat, y)", "loss(net(X), y)"),
    ),
    KnownMistake(
        id="train_epoch.percent",
        message=mark("The accuracy is a percentage."),
        hint=mark("In which range does an accuracy lie?"),
        code=changed(_EPOCH, "totals[1] / totals[2]", "100 * totals[1] / totals[2]"),
    ),
    KnownMistake(
        id="train_epoch.loss_and_accuracy_swapped",
        message=mark("Accuracy and loss are returned in the wrong order."),
        hint=mark("Which of the two numbers can be larger than one?"),
        code=changed(
            _EPOCH,
            "return totals[0] / totals[2], totals[1] / totals[2]",
            "return totals[1] / totals[2], totals[0] / totals[2]",
        ),
    ),
    KnownMistake(
        id="train_epoch.sequential_alone",
        message=mark("Only an nn.Sequential is put in training mode."),
        hint=mark("Is a network in a class of its own an nn.Sequential?"),
        code=changed(_EPOCH, "isinstance(net, nn.Module)", "isinstance(net, nn.Sequential)"),
    ),
    KnownMistake(
        id="train_epoch.losses_clipped",
        message=mark("Large losses are cut off before they are differentiated."),
        hint=mark("What does the model learn from an example whose loss is cut off?"),
        code=changed(_EPOCH, "losses = loss(y_hat, y)", "losses = loss(y_hat, y).clamp(max=10)"),
    ),
)
