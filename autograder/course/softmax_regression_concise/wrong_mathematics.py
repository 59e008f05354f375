"""Wrong versions of one_hot, log_softmax, logsumexp, and of the loss and its gradient."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="one_hot.transposed",
        message=mark("The classes are along the rows: the table is (q, n) instead of (n, q)."),
        hint=mark("Which axis counts the examples everywhere in this course?"),
        code="""
def one_hot(y, num_classes):
    return torch.eye(num_classes)[:, y]
""",
    ),
    KnownMistake(
        id="one_hot.integers",
        message=mark("The entries are integers, which cannot be subtracted from float gradients."),
        hint=mark("Which dtype does your table have, and which does the docstring ask for?"),
        code="""
def one_hot(y, num_classes):
    return (y.reshape(-1, 1) == torch.arange(num_classes)).long()
""",
    ),
    KnownMistake(
        id="one_hot.width_from_labels",
        message=mark("The number of columns is taken from the labels, not from num_classes."),
        hint=mark("What if the last class does not occur in this batch?"),
        code="""
def one_hot(y, num_classes):
    return torch.eye(int(y.max()) + 1)[y]
""",
    ),
    KnownMistake(
        id="log_softmax.log_of_softmax",
        message=mark("The logarithm of an underflowed probability: -inf."),
        hint=mark("Can you cancel the log and the exp on paper before coding?"),
        code="""
def log_softmax(logits):
    powers = (logits - logits.amax(1, keepdim=True)).exp()
    return (powers / powers.sum(1, keepdim=True)).log()
""",
    ),
    KnownMistake(
        id="log_softmax.columns",
        message=mark("It normalises over the examples instead of over the classes."),
        hint=mark("Feed one row alone, then the same row in a batch of two: should it change?"),
        code="""
def log_softmax(logits):
    return logits - logsumexp(logits.T)
""",
    ),
    KnownMistake(
        id="log_softmax.global_max",
        message=mark("One maximum is subtracted from all rows; rows far below it underflow."),
        hint=mark("Does every row keep at least one exponent of zero?"),
        code="""
def log_softmax(logits):
    shifted = logits - logits.max()
    return shifted - shifted.exp().sum(1, keepdim=True).log()
""",
    ),
    KnownMistake(
        id="log_softmax.epsilon",
        message=mark("A small number inside the logarithm hides the underflow, bends the value."),
        hint=mark("How large is the smallest value that your function can return?"),
        code="""
def log_softmax(logits):
    powers = (logits - logits.amax(1, keepdim=True)).exp()
    return (powers / powers.sum(1, keepdim=True) + 1e-9).log()
""",
    ),
    KnownMistake(
        id="log_softmax.cut_from_graph",
        message=mark("The result is computed outside the graph, so no gradient flows back."),
        hint=mark("Does the result still know how it was computed?"),
        code="""
def log_softmax(logits):
    with torch.no_grad():
        return logits - logsumexp(logits).reshape(-1, 1)
""",
    ),
    KnownMistake(
        id="logsumexp.overflow",
        message=mark("The exponential overflows for large logits."),
        hint=mark("What may you take out of the sum before you exponentiate?"),
        code="""
def logsumexp(logits):
    return logits.exp().sum(1).log()
""",
    ),
    KnownMistake(
        id="logsumexp.whole_batch",
        message=mark("It sums over the whole batch and gives one number."),
        hint=mark("Try two rows: how many numbers should come back?"),
        code="""
def logsumexp(logits):
    largest = logits.max()
    return largest + (logits - largest).exp().sum().log()
""",
    ),
    KnownMistake(
        id="logsumexp.keeps_axis",
        message=mark("It keeps the summed axis: (n, 1) instead of (n,)."),
        hint=mark("What happens when an (n, 1) meets an (n,) later on?"),
        code="""
def logsumexp(logits):
    largest = logits.detach().amax(1, keepdim=True)
    return largest + (logits - largest).exp().sum(1, keepdim=True).log()
""",
    ),
    KnownMistake(
        id="logsumexp.forgets_to_add_back",
        message=mark("The maximum is subtracted, but not added again at the end."),
        hint=mark("Write the sum with the maximum taken out: what stands in front of the log?"),
        code="""
def logsumexp(logits):
    return (logits - logits.amax(1, keepdim=True)).exp().sum(1).log()
""",
    ),
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
        id="one_hot.remembered_by_shape",
        message=mark("Answers are kept and given again to whoever brings as many labels."),
        hint=mark("Is the number of labels all that the answer depends on?"),
        code="""
def one_hot(y, num_classes, answers={}):
    if (len(y), num_classes) not in answers:
        answers[len(y), num_classes] = torch.eye(num_classes)[y]
    return answers[len(y), num_classes]
""",
    ),
)
