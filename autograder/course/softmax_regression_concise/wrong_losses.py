"""Wrong versions of the stable loss and of its gradient."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="cross_entropy_with_logits.mean",
        message=mark("It returns the mean instead of one loss per example."),
        hint=mark("How many numbers should come back for a batch of five?"),
        code="""
def cross_entropy_with_logits(logits, y):
    return -log_softmax(logits)[torch.arange(len(y)), y].mean()
""",
    ),
    KnownMistake(
        id="cross_entropy_with_logits.of_probabilities",
        message=mark("It takes the logits for probabilities."),
        hint=mark("What does the docstring call the first argument, and can it be negative?"),
        code="""
def cross_entropy_with_logits(logits, y):
    return -logits.clamp_min(1e-9)[torch.arange(len(y)), y].log()
""",
    ),
    KnownMistake(
        id="cross_entropy_with_logits.softmax_twice",
        message=mark("Softmax is applied before a formula that contains it already."),
        hint=mark("How small can your loss become for a perfect prediction?"),
        code="""
def cross_entropy_with_logits(logits, y):
    probabilities = log_softmax(logits).exp()
    return -log_softmax(probabilities)[torch.arange(len(y)), y]
""",
    ),
    KnownMistake(
        id="cross_entropy_with_logits.log_of_softmax",
        message=mark("The logarithm of an underflowed probability makes the loss infinite."),
        hint=mark("What is your loss when the model is sure of a wrong class?"),
        code="""
def cross_entropy_with_logits(logits, y):
    return -log_softmax(logits).exp()[torch.arange(len(y)), y].log()
""",
    ),
    KnownMistake(
        id="cross_entropy_with_logits.all_pairs",
        message=mark("It pairs every example with every label: an (n, n) table."),
        hint=mark("You want one entry per row: how many did you get?"),
        code="""
def cross_entropy_with_logits(logits, y):
    return logsumexp(logits) - logits[:, y]
""",
    ),
    KnownMistake(
        id="cross_entropy_with_logits.sign",
        message=mark("The sign is wrong: the loss is negative."),
        hint=mark("Can a loss for a wrong guess be below zero?"),
        code="""
def cross_entropy_with_logits(logits, y):
    return log_softmax(logits)[torch.arange(len(y)), y]
""",
    ),
    KnownMistake(
        id="cross_entropy_gradient.mean",
        message=mark("The gradient of the mean loss: each row is divided by n."),
        hint=mark("Does row i belong to the loss of example i, or to the batch's mean?"),
        code="""
def cross_entropy_gradient(logits, y):
    return (log_softmax(logits).exp() - one_hot(y, logits.shape[1])) / len(y)
""",
    ),
    KnownMistake(
        id="cross_entropy_gradient.sign",
        message=mark("Truth minus belief: the gradient points the wrong way."),
        hint=mark("Which way must the score of the true class move to lower the loss?"),
        code="""
def cross_entropy_gradient(logits, y):
    return one_hot(y, logits.shape[1]) - log_softmax(logits).exp()
""",
    ),
    KnownMistake(
        id="cross_entropy_gradient.only_true_class",
        message=mark("Only the true class gets a gradient; the others have one, too."),
        hint=mark("Which scores appear in log Σ exp(o)?"),
        code="""
def cross_entropy_gradient(logits, y):
    truth = torch.eye(logits.shape[1], dtype=logits.dtype)[y]
    return (log_softmax(logits).exp() - 1) * truth
""",
    ),
    KnownMistake(
        id="cross_entropy_gradient.overflow",
        message=mark("The exponential overflows for large logits."),
        hint=mark("What may you subtract from a whole row without changing its softmax?"),
        code="""
def cross_entropy_gradient(logits, y):
    powers = logits.exp()
    truth = torch.eye(logits.shape[1], dtype=logits.dtype)[y]
    return powers / powers.sum(1, keepdim=True) - truth
""",
    ),
    KnownMistake(
        id="cross_entropy_with_logits.overflow",
        message=mark("The exponential overflows for large logits."),
        hint=mark("What may you take out of the sum before you exponentiate?"),
        code="""
def cross_entropy_with_logits(logits, y):
    return logits.exp().sum(1).log() - logits[torch.arange(len(y)), y]
""",
    ),
    KnownMistake(
        id="cross_entropy_with_logits.log_of_overflowed_softmax",
        message=mark("The exponential overflows for large logits, and inf/inf is nan."),
        hint=mark("Can you cancel the log and the exp on paper before coding?"),
        code="""
def cross_entropy_with_logits(logits, y):
    powers = logits.exp()
    probabilities = powers / powers.sum(1, keepdim=True)
    return -probabilities[torch.arange(len(y)), y].log()
""",
    ),
)
