"""Wrong versions of cross_entropy."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="cross_entropy.mean",
        message=mark("It returns the mean over the batch, one number."),
        hint=mark("How many numbers should come back for a batch of five?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log(y_hat[torch.arange(len(y)), y]).mean()
""",
    ),
    KnownMistake(
        id="cross_entropy.sum",
        message=mark("It returns the sum over the batch, one number."),
        hint=mark("How many numbers should come back for a batch of five?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log(y_hat[torch.arange(len(y)), y]).sum()
""",
    ),
    KnownMistake(
        id="cross_entropy.sign_forgotten",
        message=mark("The minus sign is missing: the losses are negative."),
        hint=mark("Can the loss of a wrong guess be below zero?"),
        code="""
def cross_entropy(y_hat, y):
    return torch.log(y_hat[torch.arange(len(y)), y])
""",
    ),
    KnownMistake(
        id="cross_entropy.all_pairs",
        message=mark("y_hat[:, y] takes all rows for every label: a table (n, n)."),
        hint=mark("You want one entry per row; how many did you get?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log(y_hat[:, y])
""",
    ),
    KnownMistake(
        id="cross_entropy.column_kept",
        message=mark("gather gives (n, 1), and the last axis is kept."),
        hint=mark("Which shape has one value per example, and which has yours?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.reshape(-1, 1)))
""",
    ),
    KnownMistake(
        id="cross_entropy.softmax_again",
        message=mark("Softmax is applied to what already are probabilities."),
        hint=mark("What does the docstring say the first argument is?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log(softmax(y_hat)[torch.arange(len(y)), y])
""",
    ),
    KnownMistake(
        id="cross_entropy.zero_times_infinity",
        message=mark("one-hot times log is nan where a class that is not the true one has p = 0."),
        hint=mark("Which entries should not influence the result at all?"),
        code="""
def cross_entropy(y_hat, y):
    targets = torch.eye(y_hat.shape[1], dtype=y_hat.dtype)[y]
    return -(targets * torch.log(y_hat)).sum(dim=1)
""",
    ),
    KnownMistake(
        id="cross_entropy.binary_terms",
        message=mark("The terms (1 - y) log(1 - p) of binary cross-entropy are added."),
        hint=mark("For one true class, how many terms belong in the sum?"),
        code="""
def cross_entropy(y_hat, y):
    targets = torch.eye(y_hat.shape[1], dtype=y_hat.dtype)[y]
    p = torch.where(targets > 0, y_hat, 1 - y_hat)
    return -torch.log(p).sum(dim=1)
""",
    ),
    KnownMistake(
        id="cross_entropy.arguments_swapped",
        message=mark("The parameters are named in the wrong order: labels first."),
        hint=mark("Which argument is a table and which a list of labels?"),
        code="""
def cross_entropy(y, y_hat):
    return -torch.log(y_hat[torch.arange(len(y)), y])
""",
    ),
    KnownMistake(
        id="cross_entropy.base_2",
        message=mark("The logarithm has base 2."),
        hint=mark("Which logarithm undoes exp?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log2(y_hat[torch.arange(len(y)), y])
""",
    ),
    KnownMistake(
        id="cross_entropy.large_epsilon",
        message=mark("What is added inside the logarithm is too large beside small probabilities."),
        hint=mark("How much does your epsilon change a probability of 0.00001?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log(y_hat[torch.arange(len(y)), y] + 1e-5)
""",
    ),
    KnownMistake(
        id="cross_entropy.clamped",
        message=mark("Small probabilities are raised to a floor, where the loss is flat."),
        hint=mark("Should a model that is surer of a wrong answer not pay more?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log(y_hat.clamp(1e-3, 1)[torch.arange(len(y)), y])
""",
    ),
    KnownMistake(
        id="cross_entropy.largest_probability",
        message=mark("It scores the largest probability of each row, whatever the label is."),
        hint=mark("Does your result change when y does?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log(y_hat.amax(dim=1))
""",
    ),
    KnownMistake(
        id="cross_entropy.one_minus_p",
        message=mark("It returns 1 - p instead of -log p."),
        hint=mark("How much should a probability of almost zero cost?"),
        code="""
def cross_entropy(y_hat, y):
    return 1 - y_hat[torch.arange(len(y)), y]
""",
    ),
    KnownMistake(
        id="cross_entropy.rebuilt_tensor",
        message=mark("The result is cut off from y_hat, so no gradient flows back."),
        hint=mark("Is your result still attached to the input?"),
        code="""
def cross_entropy(y_hat, y):
    picked = [-torch.log(row[label]).item() for row, label in zip(y_hat, y)]
    return torch.tensor(picked, dtype=y_hat.dtype)
""",
    ),
    KnownMistake(
        id="cross_entropy.large_least_probability",
        message=mark("Probabilities below 1e-7 are taken for 1e-7."),
        hint=mark("Which probabilities does your clamp change, and by how much?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log(y_hat[torch.arange(len(y)), y].clamp(min=1e-7))
""",
    ),
    KnownMistake(
        id="cross_entropy.small_epsilon",
        message=mark("1e-7 is added to every probability, ten times what is allowed."),
        hint=mark("How much does what you add change a small probability?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log(y_hat[torch.arange(len(y)), y] + 1e-7)
""",
    ),
    KnownMistake(
        id="cross_entropy.nothing_for_zero",
        message=mark(
            "A true class of probability 0 costs nothing: the worst guess goes unpunished."
        ),
        hint=mark("What should a model pay that gives the true class no chance at all?"),
        code="""
def cross_entropy(y_hat, y):
    p = y_hat[torch.arange(len(y)), y]
    return -torch.where(p > 0, torch.log(p), torch.zeros_like(p))
""",
    ),
    KnownMistake(
        id="cross_entropy.millionth_added",
        message=mark("1e-6 is added to every probability, a hundred times what is allowed."),
        hint=mark("How much does what you add change a small probability?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log(y_hat[torch.arange(len(y)), y] + 1e-6)
""",
    ),
    KnownMistake(
        id="cross_entropy.squeezed",
        message=mark("squeeze() takes every axis of length 1, of a single example the last one."),
        hint=mark("Which axis do you mean to take away, and what is left for one example?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log(y_hat.gather(1, y.reshape(-1, 1)).squeeze())
""",
    ),
    KnownMistake(
        id="cross_entropy.clipped_at_both_ends",
        message=mark("Probabilities are clipped to [1e-7, 1 - 1e-7], and 1e-8 is what is allowed."),
        hint=mark("Which probabilities does your clamp change, and by how much?"),
        code="""
def cross_entropy(y_hat, y):
    return -torch.log(y_hat.clamp(1e-7, 1 - 1e-7)[torch.arange(len(y)), y])
""",
    ),
)
