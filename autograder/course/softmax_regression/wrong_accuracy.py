"""Wrong versions of accuracy."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="accuracy.fraction",
        message=mark("It returns the fraction of hits instead of their number."),
        hint=mark("What must you divide by afterwards, and who does it?"),
        code="""
def accuracy(y_hat, y):
    predictions = y_hat.argmax(dim=1) if y_hat.ndim == 2 else y_hat
    return float((predictions == y).float().mean())
""",
    ),
    KnownMistake(
        id="accuracy.percent",
        message=mark("It returns a percentage."),
        hint=mark("In which unit does the caller expect it?"),
        code="""
def accuracy(y_hat, y):
    predictions = y_hat.argmax(dim=1) if y_hat.ndim == 2 else y_hat
    return 100 * float((predictions == y).float().mean())
""",
    ),
    KnownMistake(
        id="accuracy.flat_argmax",
        message=mark("argmax without dim gives one index for the whole batch."),
        hint=mark("How many predictions do you have for a batch?"),
        code="""
def accuracy(y_hat, y):
    predictions = y_hat.argmax() if y_hat.ndim == 2 else y_hat
    return int((predictions == y).sum())
""",
    ),
    KnownMistake(
        id="accuracy.argmax_over_examples",
        message=mark("argmax runs over the examples instead of the classes."),
        hint=mark("Which axis disappears in argmax, and which should remain?"),
        code="""
def accuracy(y_hat, y):
    predictions = y_hat.argmax(dim=0) if y_hat.ndim == 2 else y_hat
    return int((predictions[: len(y)] == y[: len(predictions)]).sum())
""",
    ),
    KnownMistake(
        id="accuracy.broadcast_table",
        message=mark("Predictions (n, 1) are compared with labels (n,): n times n comparisons."),
        hint=mark("Compare the shapes on both sides of ==."),
        code="""
def accuracy(y_hat, y):
    predictions = y_hat.argmax(dim=1, keepdim=True) if y_hat.ndim == 2 else y_hat
    return int((predictions == y).sum())
""",
    ),
    KnownMistake(
        id="accuracy.length_guard",
        message=mark("len(y_hat) > 1 asks for the number of examples, not of axes."),
        hint=mark("What happens with a single example?"),
        code="""
def accuracy(y_hat, y):
    if len(y_hat) > 1 and y_hat.ndim > 1:
        y_hat = y_hat.argmax(dim=1)
    return int((y_hat == y).sum())
""",
    ),
    KnownMistake(
        id="accuracy.scores_only",
        message=mark("Class ids (n,) are not understood: argmax is taken in any case."),
        hint=mark("What does a y_hat with one axis hold already?"),
        code="""
def accuracy(y_hat, y):
    return int((y_hat.argmax(dim=1) == y).sum())
""",
    ),
    KnownMistake(
        id="accuracy.last_axis_always",
        message=mark("argmax(-1) of class ids gives the place of the largest id."),
        hint=mark("What does a y_hat with one axis hold already?"),
        code="""
def accuracy(y_hat, y):
    return int((y_hat.argmax(dim=-1) == y).sum())
""",
    ),
    KnownMistake(
        id="accuracy.labels_argmax",
        message=mark("argmax is taken of the labels too, as if they were one-hot."),
        hint=mark("Are your labels ids or one-hot?"),
        code="""
def accuracy(y_hat, y):
    predictions = y_hat.argmax(dim=1) if y_hat.ndim == 2 else y_hat
    return int((predictions == y.argmax()).sum())
""",
    ),
    KnownMistake(
        id="accuracy.misses",
        message=mark("It counts the wrong predictions."),
        hint=mark("What should a perfect model get?"),
        code="""
def accuracy(y_hat, y):
    predictions = y_hat.argmax(dim=1) if y_hat.ndim == 2 else y_hat
    return int((predictions != y).sum())
""",
    ),
    KnownMistake(
        id="accuracy.smallest_score",
        message=mark("The class with the smallest score is taken for the prediction."),
        hint=mark("Which score belongs to the class the model believes in?"),
        code="""
def accuracy(y_hat, y):
    predictions = y_hat.argmin(dim=1) if y_hat.ndim == 2 else y_hat
    return int((predictions == y).sum())
""",
    ),
    KnownMistake(
        id="accuracy.threshold",
        message=mark("A class counts as predicted only if its score is above one half."),
        hint=mark("Need the most probable of ten classes be more probable than one half?"),
        code="""
def accuracy(y_hat, y):
    if y_hat.ndim == 1:
        return int((y_hat == y).sum())
    return int((y_hat[torch.arange(len(y)), y] > 0.5).sum())
""",
    ),
    KnownMistake(
        id="accuracy.hits_not_counted",
        message=mark("It returns which predictions are right, one truth value per example."),
        hint=mark("How many numbers does the caller expect?"),
        code="""
def accuracy(y_hat, y):
    predictions = y_hat.argmax(dim=1) if y_hat.ndim == 2 else y_hat
    return predictions == y
""",
    ),
    KnownMistake(
        id="accuracy.above_one_half",
        message=mark("A row counts as right where the true class's probability is above one half."),
        hint=mark("Can the largest of ten probabilities be below one half?"),
        code="""
def accuracy(y_hat, y):
    if y_hat.ndim == 1:
        return int((y_hat == y).sum())
    return int((torch.softmax(y_hat, dim=1)[torch.arange(len(y)), y] > 0.5).sum())
""",
    ),
    KnownMistake(
        id="accuracy.cut_off",
        message=mark("The fraction times n is cut off to a whole number, at times one too few."),
        hint=mark("What does int() make of 26.999999?"),
        code="""
def accuracy(y_hat, y):
    predictions = y_hat.argmax(dim=1) if y_hat.ndim == 2 else y_hat
    return int((predictions == y).float().mean() * len(y))
""",
    ),
)
