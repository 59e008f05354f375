"""Wrong versions of synthetic_data."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="synthetic_data.noise_broadcast",
        message=mark("Noise (n,) is added to labels (n, 1), which makes an (n, n) table."),
        hint=mark("Print the shape of y: how many labels does one row have?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.randn(num_examples) * noise_std
""",
    ),
    KnownMistake(
        id="synthetic_data.flat_labels",
        message=mark("Labels have shape (n,) instead of (n, 1)."),
        hint=mark("Labels are a column: how many axes does yours have?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w + b + torch.randn(num_examples) * noise_std
""",
    ),
    KnownMistake(
        id="synthetic_data.one_noise_for_all",
        message=mark("A single noise value is added to all rows."),
        hint=mark("Do two rows share their noise?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.randn(1) * noise_std
""",
    ),
    KnownMistake(
        id="synthetic_data.noise_repeats",
        message=mark("A few noise values are repeated over all rows."),
        hint=mark("How many noise values do you draw for n rows?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    noise = torch.randn(10, 1).repeat(num_examples // 10 + 1, 1)[:num_examples]
    return X, X @ w.reshape(-1, 1) + b + noise * noise_std
""",
    ),
    KnownMistake(
        id="synthetic_data.no_noise",
        message=mark("Labels follow the model exactly, without noise."),
        hint=mark("Compare the residual's spread with noise_std."),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    return X, X @ w.reshape(-1, 1) + b
""",
    ),
    KnownMistake(
        id="synthetic_data.noise_std_ignored",
        message=mark("The noise is always 0.01, whatever noise_std says."),
        hint=mark("Does your function use all its arguments?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, 0.01, y.shape)
""",
    ),
    KnownMistake(
        id="synthetic_data.std_taken_for_variance",
        message=mark("noise_std is taken for the variance: the noise's spread is its square root."),
        hint=mark("What does the second argument of your generator mean: a spread or its square?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, noise_std**0.5, y.shape)
""",
    ),
    KnownMistake(
        id="synthetic_data.requires_grad",
        message=mark("The features require gradients, and so do the labels made of them."),
        hint=mark("Which tensors does training change: the data, or the parameters?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.normal(0, 1, (num_examples, len(w)), requires_grad=True)
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, noise_std, y.shape)
""",
    ),
    KnownMistake(
        id="synthetic_data.uniform_noise",
        message=mark("The noise is uniform, not normal."),
        hint=mark("Compare a histogram of the residuals with the bell curve."),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + (2 * torch.rand(y.shape) - 1) * 3**0.5 * noise_std
""",
    ),
    KnownMistake(
        id="synthetic_data.bias_forgotten",
        message=mark("b is not added."),
        hint=mark("Compare the residual's mean with what it should be."),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1)
    return X, y + torch.normal(0, noise_std, y.shape)
""",
    ),
    KnownMistake(
        id="synthetic_data.uniform_features",
        message=mark("Features come from torch.rand, which is uniform on [0, 1)."),
        hint=mark("Which numbers can rand never give?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.rand(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, noise_std, y.shape)
""",
    ),
    KnownMistake(
        id="synthetic_data.one_draw_per_row",
        message=mark("All features of a row are the same random number."),
        hint=mark("Is every entry of X a draw of its own?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, 1).repeat(1, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, noise_std, y.shape)
""",
    ),
    KnownMistake(
        id="synthetic_data.rows_doubled",
        message=mark("Every row of X comes twice."),
        hint=mark("How many different rows do you get?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    half = torch.randn((num_examples + 1) // 2, len(w))
    X = half.repeat_interleave(2, dim=0)[:num_examples]
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, noise_std, y.shape)
""",
    ),
    KnownMistake(
        id="synthetic_data.reseeds",
        message=mark("Every call gives the same data."),
        hint=mark("What do you get if you call your function twice?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    torch.manual_seed(0)
    X = torch.randn(num_examples, len(w))
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, noise_std, y.shape)
""",
    ),
    KnownMistake(
        id="synthetic_data.double_precision",
        message=mark("NumPy's float64 is left as it is."),
        hint=mark("Which dtype do the other functions of the lesson work with?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    import numpy as np

    X = torch.from_numpy(np.random.normal(0, 1, (num_examples, len(w))))
    y = X @ w.double().reshape(-1, 1) + b
    return X, y + torch.from_numpy(np.random.normal(0, noise_std, y.shape))
""",
    ),
    KnownMistake(
        id="synthetic_data.reseeds_numpy",
        message=mark("A global random generator is seeded inside the function."),
        hint=mark("Who else uses random numbers after your function has set the seed?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    import time

    import numpy as np

    np.random.seed(time.time_ns() % 2**32)
    X = torch.tensor(np.random.normal(0, 1, (num_examples, len(w))), dtype=torch.float32)
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.normal(0, noise_std, y.shape)
""",
    ),
    KnownMistake(
        id="synthetic_data.changes_b",
        message=mark("The caller's b is changed."),
        hint=mark("What does the caller's b hold after your function ran?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    b += 1
    y = X @ w.reshape(-1, 1) + (b - 1)
    return X, y + torch.normal(0, noise_std, y.shape)
""",
    ),
    KnownMistake(
        id="synthetic_data.standardised_features",
        message=mark("Each feature is divided by its own standard deviation."),
        hint=mark("Do independent draws know of each other?"),
        code="""
def synthetic_data(w, b, num_examples, noise_std=0.01):
    X = torch.randn(num_examples, len(w))
    if num_examples > 1:
        X = X / X.std(0)
    y = X @ w.reshape(-1, 1) + b
    return X, y + torch.randn(num_examples, 1) * noise_std
""",
    ),
)
