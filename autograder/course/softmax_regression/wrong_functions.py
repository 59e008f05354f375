"""Known mistakes of lesson 5, first half: softmax, model, loss, accuracy and running totals."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

SOFTMAX = (
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
)

NET = (
    KnownMistake(
        id="net.returns_logits",
        message=mark("It returns the scores XW + b without softmax."),
        hint=mark("What does each row of the result sum to?"),
        code="""
def net(X, W, b):
    return X.flatten(start_dim=1) @ W + b
""",
    ),
    KnownMistake(
        id="net.bias_forgotten",
        message=mark("The bias is not added."),
        hint=mark("Does the result change when b does?"),
        code="""
def net(X, W, b):
    return softmax(X.flatten(start_dim=1) @ W)
""",
    ),
    KnownMistake(
        id="net.bias_outside_softmax",
        message=mark("The bias is added to the probabilities instead of the scores."),
        hint=mark("What does each row of the result sum to?"),
        code="""
def net(X, W, b):
    return softmax(X.flatten(start_dim=1) @ W) + b
""",
    ),
    KnownMistake(
        id="net.not_flattened",
        message=mark("X is not flattened to (n, d), so images do not fit W."),
        hint=mark("What shape has a minibatch of images, and what shape does the product need?"),
        code="""
def net(X, W, b):
    return softmax(X @ W + b)
""",
    ),
    KnownMistake(
        id="net.image_size_fixed",
        message=mark("The number of pixels, 784, is written into the function."),
        hint=mark("Which of the arguments already knows the number of features?"),
        code="""
def net(X, W, b):
    return softmax(X.reshape(-1, 784) @ W + b)
""",
    ),
    KnownMistake(
        id="net.reshaped_wrongly",
        message=mark("X is reshaped to (d, n) and transposed, which mixes the pixels of examples."),
        hint=mark("Do reshape and transpose do the same to a tensor of two rows?"),
        code="""
def net(X, W, b):
    return softmax(X.reshape(W.shape[0], -1).T @ W + b)
""",
    ),
    KnownMistake(
        id="net.parameters_detached",
        message=mark("W and b are used through .data, so no gradient reaches them."),
        hint=mark("How would training learn which way to move W?"),
        code="""
def net(X, W, b):
    return softmax(X.flatten(start_dim=1) @ W.data + b.data)
""",
    ),
)

CROSS_ENTROPY = (
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
        message=mark("The result is built anew from plain numbers, so no gradient flows back."),
        hint=mark("Is your result still attached to the input?"),
        code="""
def cross_entropy(y_hat, y):
    picked = [-torch.log(row[label]).item() for row, label in zip(y_hat, y)]
    return torch.tensor(picked, dtype=y_hat.dtype)
""",
    ),
)

ACCURACY = (
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
)

ACCUMULATOR = (
    KnownMistake(
        id="Accumulator.overwrites",
        message=mark("add replaces the totals by the new values."),
        hint=mark("After two calls of add, what does your object remember of the first?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [float(v) for v in values]

    def reset(self):
        self.totals = [0.0] * len(self.totals)

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.keeps_tensors",
        message=mark("Tensors are added as they are, so a total is a tensor with its history."),
        hint=mark("Does your total still carry the history of what was added?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + v for t, v in zip(self.totals, values)]

    def reset(self):
        self.totals = [0.0] * len(self.totals)

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.reset_empties",
        message=mark("reset removes the totals instead of setting them to zero."),
        hint=mark("How many totals are there after reset?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + float(v) for t, v in zip(self.totals, values)]

    def reset(self):
        self.totals = []

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.reset_does_nothing",
        message=mark("reset sets a local name and leaves the totals as they are."),
        hint=mark("Which object does the name on the left of your assignment belong to?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + float(v) for t, v in zip(self.totals, values)]

    def reset(self):
        totals = [0.0] * len(self.totals)

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.shared_by_all",
        message=mark("The totals belong to the class, so all accumulators share them."),
        hint=mark("Make two of them and add to one: what does the other say?"),
        code="""
class Accumulator:
    totals = [0.0] * 100

    def __init__(self, n):
        self.n = n

    def add(self, *values):
        for i, value in enumerate(values):
            self.totals[i] += float(value)

    def reset(self):
        self.totals[:] = [0.0] * 100

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.misspelt_attribute",
        message=mark("reset names an attribute that does not exist."),
        hint=mark("Which of your methods have you run?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + float(v) for t, v in zip(self.totals, values)]

    def reset(self):
        self.totals = [0.0] * len(self.total)

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
    KnownMistake(
        id="Accumulator.adds_all_to_all",
        message=mark("Every total gets the sum of all values."),
        hint=mark("Which value belongs to which total?"),
        code="""
class Accumulator:
    def __init__(self, n):
        self.totals = [0.0] * n

    def add(self, *values):
        self.totals = [t + sum(float(v) for v in values) for t in self.totals]

    def reset(self):
        self.totals = [0.0] * len(self.totals)

    def __getitem__(self, index):
        return self.totals[index]
""",
    ),
)

MISTAKES = (*SOFTMAX, *NET, *CROSS_ENTROPY, *ACCURACY, *ACCUMULATOR)
