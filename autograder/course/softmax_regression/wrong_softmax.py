"""Wrong versions of softmax."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="softmax.column_sums",
        message=mark("The columns sum to one, not the rows: it normalises over the examples."),
        hint=mark("Take a batch of two very different rows: which direction should sum to one?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X - X.amax(dim=0, keepdim=True))
    return X_exp / X_exp.sum(dim=0, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.whole_batch_sums_to_one",
        message=mark("It divides by the sum of all entries, so the whole batch sums to one."),
        hint=mark("Feed one row alone, then with a second one: should its result change?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X - X.amax(dim=1, keepdim=True))
    return X_exp / X_exp.sum()
""",
    ),
    KnownMistake(
        id="softmax.no_row_max",
        message=mark("The exponential overflows for large logits: inf/inf is nan."),
        hint=mark("What is exp(1000) in float32, and what may you subtract from a whole row?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X)
    return X_exp / X_exp.sum(dim=1, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.global_max",
        message=mark("One maximum is subtracted from all rows, so a row far below it becomes 0/0."),
        hint=mark("Does every row keep at least one exponent of zero?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X - X.max())
    return X_exp / X_exp.sum(dim=1, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.column_max",
        message=mark("The maximum of each column is subtracted, which differs within a row."),
        hint=mark("Along which axis does the maximum have to be taken for the shift to cancel?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X - X.amax(dim=0, keepdim=True))
    return X_exp / X_exp.sum(dim=1, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.constant_shift",
        message=mark("A constant is subtracted from the logits, which helps for few of them."),
        hint=mark("For which inputs does your constant stop helping?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X - 10)
    return X_exp / X_exp.sum(dim=1, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.row_mean",
        message=mark("The mean of the row is subtracted; its largest exponent still overflows."),
        hint=mark("Which number of a row guarantees that no exponent is above zero?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X - X.mean(dim=1, keepdim=True))
    return X_exp / X_exp.sum(dim=1, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.clamped_logits",
        message=mark("Logits are cut off at a bound, so large ones all become equal."),
        hint=mark("Which class wins in a row of 200 and 300, and which one does your code prefer?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X.clamp(-50, 50))
    return X_exp / X_exp.sum(dim=1, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.nan_replaced",
        message=mark("The exponential overflows, and the nan that follows is replaced by zero."),
        hint=mark("What should the row sum to once you have replaced its nan?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X)
    return torch.nan_to_num(X_exp / X_exp.sum(dim=1, keepdim=True))
""",
    ),
    KnownMistake(
        id="softmax.epsilon_in_sum",
        message=mark("Something is added to the denominator, so the rows no longer sum to one."),
        hint=mark("Once the largest exponent is zero, can the denominator still vanish?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X - X.amax(dim=1, keepdim=True))
    return X_exp / (X_exp.sum(dim=1, keepdim=True) + 1e-2)
""",
    ),
    KnownMistake(
        id="softmax.sum_without_keepdim",
        message=mark("The sums (n,) line up with the columns: right only by luck, if n = q."),
        hint=mark("Print the shape of the denominator beside the numerator: how do they line up?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X - X.amax(dim=1, keepdim=True))
    return X_exp / X_exp.sum(dim=1)
""",
    ),
    KnownMistake(
        id="softmax.max_without_keepdim",
        message=mark("The maxima (n,) line up with the columns instead of the rows."),
        hint=mark("What is the shape of the thing you subtract, and is your test batch square?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X - X.amax(dim=1))
    return X_exp / X_exp.sum(dim=1, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.max_as_tensor",
        message=mark("torch.max with dim gives a pair, values and indices, and is no tensor."),
        hint=mark("What type does that call give back?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X - torch.max(X, dim=1, keepdim=True))
    return X_exp / X_exp.sum(dim=1, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.shift_in_numerator_only",
        message=mark("Only the numerator is shifted, so the shift does not cancel."),
        hint=mark("Does the identity hold when c is missing from the sum below?"),
        code="""
def softmax(X):
    row_max = X.amax(dim=1, keepdim=True)
    return torch.exp(X - row_max) / torch.exp(X).sum(dim=1, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.log_probabilities",
        message=mark("It returns the logarithms of the probabilities."),
        hint=mark("Can a probability be negative?"),
        code="""
def softmax(X):
    shifted = X - X.amax(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()
""",
    ),
    KnownMistake(
        id="softmax.changes_input",
        message=mark("The subtraction works in place and changes the caller's logits."),
        hint=mark("What does X hold for the caller after your function has returned?"),
        code="""
def softmax(X):
    with torch.no_grad():
        X -= X.amax(dim=1, keepdim=True)
    X_exp = torch.exp(X)
    return X_exp / X_exp.sum(dim=1, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.detached",
        message=mark("The result is cut off from its input, so no gradient flows back."),
        hint=mark("Does the result still know how it was computed?"),
        code="""
def softmax(X):
    X = X.detach()
    X_exp = torch.exp(X - X.amax(dim=1, keepdim=True))
    return X_exp / X_exp.sum(dim=1, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.through_numpy",
        message=mark("It leaves torch for NumPy, where no gradient is recorded."),
        hint=mark("Does the result still know how it was computed?"),
        code="""
def softmax(X):
    import numpy as np

    powers = np.exp(X.detach().numpy() - X.detach().numpy().max(axis=1, keepdims=True))
    return torch.from_numpy(powers / powers.sum(axis=1, keepdims=True))
""",
    ),
    KnownMistake(
        id="softmax.sum_detached",
        message=mark("The denominator is treated as a constant, so the gradient lacks a term."),
        hint=mark("If one logit grows, what happens to the probabilities of the others?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X - X.amax(dim=1, keepdim=True))
    return X_exp / X_exp.sum(dim=1, keepdim=True).detach()
""",
    ),
    KnownMistake(
        id="softmax.float32_always",
        message=mark("The result is float32 whatever the input is."),
        hint=mark("Which dtype comes back for float64 logits?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X.float() - X.float().amax(dim=1, keepdim=True))
    return X_exp / X_exp.sum(dim=1, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.changes_input_in_the_graph",
        message=mark("X itself is changed, which autograd forbids where X requires grad."),
        hint=mark("Which tensor may you write into: the caller's, or one of your own?"),
        code="""
def softmax(X):
    X -= X.amax(dim=1, keepdim=True)
    X_exp = torch.exp(X)
    return X_exp / X_exp.sum(dim=1, keepdim=True)
""",
    ),
    KnownMistake(
        id="softmax.wider_type",
        message=mark("Nothing is subtracted; float64 only moves the bound where exp overflows."),
        hint=mark("What is exp(1000) in float64?"),
        code="""
def softmax(X):
    X_exp = torch.exp(X.double())
    return (X_exp / X_exp.sum(dim=1, keepdim=True)).to(X.dtype)
""",
    ),
    KnownMistake(
        id="softmax.shifted_when_large",
        message=mark("The largest logit is subtracted only where exp itself would overflow."),
        hint=mark("What is the sum of four exp(88), in float32?"),
        code="""
def softmax(X):
    if X.abs().max() > 88:
        X = X - X.max(dim=1, keepdim=True).values
    exponentials = torch.exp(X)
    return exponentials / exponentials.sum(dim=1, keepdim=True)
""",
    ),
)
