"""Wrong versions of evaluate_accuracy."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
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
        message=mark("The first minibatch alone is looked at."),
        hint=mark("What makes your loop end, and how far is that line indented?"),
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
    KnownMistake(
        id="evaluate_accuracy.training_mode_in_the_loop",
        message=mark("Training mode is set back inside the loop, after the first minibatch."),
        hint=mark("How often does the line run that ends the evaluation?"),
        code="""
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Module):
        net.eval()
    totals = Accumulator(2)
    for X, y in data_iter:
        with torch.no_grad():
            totals.add(accuracy(net(X), y), len(y))
        if isinstance(net, nn.Module):
            net.train()
    return totals[0] / totals[1]
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.autograd_left_off",
        message=mark(
            "Autograd is switched off for the evaluation, and stays so for all that comes after it."
        ),
        hint=mark("Who switches autograd on again?"),
        code="""
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Module):
        net.eval()
    torch.set_grad_enabled(False)
    totals = Accumulator(2)
    for X, y in data_iter:
        totals.add(accuracy(net(X), y), len(y))
    return totals[0] / totals[1]
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.parameters_frozen",
        message=mark(
            "The module's parameters lose requires_grad, so that it cannot be trained any more."
        ),
        hint=mark("Can net be trained on after your function ran?"),
        code="""
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Module):
        net.eval()
        for parameter in net.parameters():
            parameter.requires_grad_(False)
    totals = Accumulator(2)
    for X, y in data_iter:
        with torch.no_grad():
            totals.add(accuracy(net(X), y), len(y))
    return totals[0] / totals[1]
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.totals_in_a_default",
        message=mark("The totals are a default argument: each call goes on where the last ended."),
        hint=mark("When is the value after = in a def line made, and how often?"),
        code="""
def evaluate_accuracy(net, data_iter, totals=Accumulator(2)):
    if isinstance(net, nn.Module):
        net.eval()
    with torch.no_grad():
        for X, y in data_iter:
            totals.add(accuracy(net(X), y), len(y))
    return totals[0] / totals[1]
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.percent",
        message=mark("It returns a percentage."),
        hint=mark("In which range does an accuracy lie?"),
        code="""
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Module):
        net.eval()
    totals = Accumulator(2)
    with torch.no_grad():
        for X, y in data_iter:
            totals.add(accuracy(net(X), y), len(y))
    return 100 * totals[0] / totals[1]
""",
    ),
    KnownMistake(
        id="evaluate_accuracy.sequential_alone",
        message=mark("Only an nn.Sequential is put in evaluation mode."),
        hint=mark("Is a network in a class of its own an nn.Sequential?"),
        code="""
def evaluate_accuracy(net, data_iter):
    if isinstance(net, nn.Sequential):
        net.eval()
    with torch.no_grad():
        counts = [(accuracy(net(X), y), len(y)) for X, y in data_iter]
    return sum(hits for hits, _ in counts) / sum(size for _, size in counts)
""",
    ),
)
