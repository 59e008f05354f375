"""Wrong versions of one_hot, log_softmax and logsumexp."""

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
    KnownMistake(
        id="log_softmax.overflow",
        message=mark("The exponential overflows for large logits."),
        hint=mark("What may you take out of the sum before you exponentiate?"),
        code="""
def log_softmax(logits):
    return logits - logits.exp().sum(1, keepdim=True).log()
""",
    ),
    KnownMistake(
        id="log_softmax.log_of_overflowed_softmax",
        message=mark("The exponential overflows for large logits, and inf/inf is nan."),
        hint=mark("Can you cancel the log and the exp on paper before coding?"),
        code="""
def log_softmax(logits):
    powers = logits.exp()
    return (powers / powers.sum(1, keepdim=True)).log()
""",
    ),
    KnownMistake(
        id="logsumexp.global_max",
        message=mark("One maximum is subtracted from all rows; rows far below it underflow."),
        hint=mark("Does every row keep at least one exponent of zero?"),
        code="""
def logsumexp(logits):
    largest = logits.max()
    return largest + (logits - largest).exp().sum(1).log()
""",
    ),
)
