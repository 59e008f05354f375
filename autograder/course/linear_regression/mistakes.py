"""Wrong versions of lesson 1, each with the misunderstanding behind it."""

from __future__ import annotations

from autograder.course.linear_regression.wrong_functions import WRONG_FUNCTIONS
from autograder.course.linear_regression.wrong_loops import WRONG_LOOPS
from autograder.course.mistake import KnownMistake
from autograder.messages import mark

_DATA = (
    KnownMistake(
        "synthetic_data.noise_broadcast",
        mark("noise (n,) is added to labels (n, 1), which makes an (n, n) table"),
        mark("Print the shape of y: how many labels does one row have?"),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.randn(num_examples) * noise_std
""",
    ),
    KnownMistake(
        "synthetic_data.flat_labels",
        mark("labels have shape (n,) instead of (n, 1)"),
        mark("Labels are a column: how many axes does yours have?"),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b + torch.randn(num_examples) * noise_std
""",
    ),
    KnownMistake(
        "synthetic_data.one_noise_for_all",
        mark("a single noise value is added to all rows"),
        mark("Do two rows share their noise?"),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.randn(1) * noise_std
""",
    ),
    KnownMistake(
        "synthetic_data.noise_repeats",
        mark("ten noise values are repeated over all rows"),
        mark("How many noise values do you draw for n rows?"),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    noise = torch.randn(10, 1).repeat(num_examples // 10 + 1, 1)[:num_examples]
    return X, X @ w.reshape(-1, 1) + b + noise * noise_std
""",
    ),
    KnownMistake(
        "synthetic_data.no_noise",
        mark("labels follow the model exactly, without noise"),
        mark("Compare the residual's spread with noise_std."),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w.reshape(-1, 1) + b
""",
    ),
    KnownMistake(
        "synthetic_data.noise_std_ignored",
        mark("the noise is always 0.01, whatever noise_std says"),
        mark("Does your function use all its arguments?"),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, 0.01, y.shape)
""",
    ),
    KnownMistake(
        "synthetic_data.std_taken_for_variance",
        mark("noise_std is taken for the variance: the noise's spread is its square root"),
        mark("What does the second argument of your generator mean: a spread or its square?"),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, noise_std**0.5, y.shape)
""",
    ),
    KnownMistake(
        "synthetic_data.uniform_noise",
        mark("the noise is uniform, not normal"),
        mark("Compare a histogram of the residuals with the bell curve."),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + (2 * torch.rand(y.shape) - 1) * 3**0.5 * noise_std
""",
    ),
    KnownMistake(
        "synthetic_data.bias_forgotten",
        mark("b is not added"),
        mark("Compare the residual's mean with what it should be."),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1)
    return X, y + torch.normal(0, noise_std, y.shape)
""",
    ),
    KnownMistake(
        "synthetic_data.uniform_features",
        mark("features come from torch.rand, which is uniform on [0, 1)"),
        mark("Which numbers can rand never give?"),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.rand(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, noise_std, y.shape)
""",
    ),
    KnownMistake(
        "synthetic_data.one_draw_per_row",
        mark("all features of a row are the same random number"),
        mark("Is every entry of X a draw of its own?"),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, 1).repeat(1, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, noise_std, y.shape)
""",
    ),
    KnownMistake(
        "synthetic_data.rows_doubled",
        mark("every row of X comes twice"),
        mark("How many different rows do you get?"),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    half = torch.randn((num_examples + 1) // 2, len(w))
    X = half.repeat_interleave(2, dim=0)[:num_examples]
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, noise_std, y.shape)
""",
    ),
    KnownMistake(
        "synthetic_data.reseeds",
        mark("the global generator is seeded inside, so every call gives the same data"),
        mark("What do you get if you call your function twice?"),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    torch.manual_seed(0)
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, noise_std, y.shape)
""",
    ),
    KnownMistake(
        "synthetic_data.double_precision",
        mark("NumPy's float64 is left as it is"),
        mark("Which dtype do the other functions of the lesson work with?"),
        """
def synthetic_data(w, b, num_examples, noise_std=0.01):
    import numpy as np

    X = torch.from_numpy(np.random.normal(0, 1, (num_examples, len(w))))
    y = X @ w.double().reshape(-1, 1) + b
    return X, y + torch.from_numpy(np.random.normal(0, noise_std, y.shape))
""",
    ),
    KnownMistake(
        "data_iter.last_batch_dropped",
        mark("the examples left over after the last full minibatch are never seen"),
        mark("Count the examples of one epoch."),
        """
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for start in range(0, len(features) - batch_size + 1, batch_size):
        rows = order[start : start + batch_size]
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        "data_iter.range_too_short",
        mark("the last minibatch is lost, even when it is full"),
        mark("Count the examples of one epoch."),
        """
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for start in range(0, len(features) - batch_size, batch_size):
        rows = order[start : start + batch_size]
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        "data_iter.last_batch_filled_up",
        mark("the last minibatch is filled up with examples that came before"),
        mark("Is every example seen exactly once?"),
        """
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features)).tolist()
    for start in range(0, len(features), batch_size):
        rows = order[start : start + batch_size]
        rows += order[: batch_size - len(rows)]
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        "data_iter.with_replacement",
        mark("every minibatch is drawn anew, so examples repeat and others are left out"),
        mark("Is every example seen exactly once?"),
        """
def data_iter(batch_size, features, labels):
    for start in range(0, len(features), batch_size):
        size = min(batch_size, len(features) - start)
        rows = torch.randint(0, len(features), (size,))
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        "data_iter.not_shuffled",
        mark("examples come in their own order"),
        mark("In which order do the rows come in two passes?"),
        """
def data_iter(batch_size, features, labels):
    for start in range(0, len(features), batch_size):
        yield features[start : start + batch_size], labels[start : start + batch_size]
""",
    ),
    KnownMistake(
        "data_iter.same_order_every_time",
        mark("a fixed seed gives the same order in each pass"),
        mark("In which order do the rows come in two passes?"),
        """
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features), generator=torch.Generator().manual_seed(0))
    for rows in order.split(batch_size):
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        "data_iter.only_batches_shuffled",
        mark("the order of the minibatches is random, but each holds neighbouring rows"),
        mark("Which rows can meet in one minibatch?"),
        """
def data_iter(batch_size, features, labels):
    blocks = torch.arange(len(features)).split(batch_size)
    for number in torch.randperm(len(blocks)).tolist():
        yield features[blocks[number]], labels[blocks[number]]
""",
    ),
    KnownMistake(
        "data_iter.shuffled_within_blocks",
        mark("rows are shuffled only within their own minibatch"),
        mark("Which rows can meet in one minibatch?"),
        """
def data_iter(batch_size, features, labels):
    for block in torch.arange(len(features)).split(batch_size):
        rows = block[torch.randperm(len(block))]
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        "data_iter.blocks_and_within",
        mark("minibatches and the rows within them are shuffled, but rows never change minibatch"),
        mark("Which rows can meet in one minibatch?"),
        """
def data_iter(batch_size, features, labels):
    blocks = torch.arange(len(features)).split(batch_size)
    for number in torch.randperm(len(blocks)).tolist():
        rows = blocks[number][torch.randperm(len(blocks[number]))]
        yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        "data_iter.labels_not_shuffled",
        mark("features are shuffled, labels are not"),
        mark("Is each row still next to its own label?"),
        """
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for start in range(0, len(features), batch_size):
        yield features[order[start : start + batch_size]], labels[start : start + batch_size]
""",
    ),
    KnownMistake(
        "data_iter.shuffled_separately",
        mark("features and labels are shuffled with two different orders"),
        mark("Is each row still next to its own label?"),
        """
def data_iter(batch_size, features, labels):
    X, y = features[torch.randperm(len(features))], labels[torch.randperm(len(labels))]
    for start in range(0, len(features), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]
""",
    ),
    KnownMistake(
        "data_iter.return_for_yield",
        mark("`return` gives one pair of tensors instead of minibatches one after the other"),
        mark("What does a for loop get from your function?"),
        """
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    for rows in order.split(batch_size):
        return features[rows], labels[rows]
""",
    ),
    KnownMistake(
        "data_iter.endless",
        mark("a pass never ends"),
        mark("When is an epoch over?"),
        """
def data_iter(batch_size, features, labels):
    while True:
        for rows in torch.randperm(len(features)).split(batch_size):
            yield features[rows], labels[rows]
""",
    ),
    KnownMistake(
        "data_iter.shuffles_the_callers_data",
        mark("the caller's tensors are put in a new order"),
        mark("What happened to `features` after your function ran?"),
        """
def data_iter(batch_size, features, labels):
    order = torch.randperm(len(features))
    features[:], labels[:] = features[order], labels[order]
    for start in range(0, len(features), batch_size):
        yield features[start : start + batch_size], labels[start : start + batch_size]
""",
    ),
)

MISTAKES: tuple[KnownMistake, ...] = (*_DATA, *WRONG_FUNCTIONS, *WRONG_LOOPS)
