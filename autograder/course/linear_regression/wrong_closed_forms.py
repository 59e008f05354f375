"""Wrong versions of linreg_gradients and least_squares."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="linreg_gradients.sum",
        message=mark("The gradients of the summed loss are returned, not those of the mean."),
        hint=mark("How does your result change when every row is there twice?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error, error.sum(dim=0)
""",
    ),
    KnownMistake(
        id="linreg_gradients.no_half",
        message=mark("The gradients are those of a loss without 1/2, twice as large."),
        hint=mark("Which loss are you differentiating?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return 2 * X.T @ error / len(X), 2 * error.mean(dim=0)
""",
    ),
    KnownMistake(
        id="linreg_gradients.sign",
        message=mark("The sign is turned: label minus prediction."),
        hint=mark("If the prediction is too large, should the gradient for b be positive?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = y - X @ w - b
    return X.T @ error / len(X), error.mean(dim=0)
""",
    ),
    KnownMistake(
        id="linreg_gradients.bias_summed",
        message=mark("The gradient for b is a sum where the one for w is a mean."),
        hint=mark("Are both divided by the same number?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error / len(X), error.sum(dim=0)
""",
    ),
    KnownMistake(
        id="linreg_gradients.divided_by_features",
        message=mark("The sum is divided by the number of features, or of all entries."),
        hint=mark("Over what is the mean taken?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error / X.numel(), error.mean(dim=0)
""",
    ),
    KnownMistake(
        id="linreg_gradients.scalar_bias",
        message=mark("The gradient for b has no axis; b has shape (1,)."),
        hint=mark("Does each gradient have the shape of its parameter?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error / len(X), error.mean()
""",
    ),
    KnownMistake(
        id="linreg_gradients.elementwise",
        message=mark("Features times errors entry by entry, averaged to a flat vector."),
        hint=mark("What shape should the gradient for w have?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return (X * error).mean(dim=0), error.mean(dim=0)
""",
    ),
    KnownMistake(
        id="linreg_gradients.bias_forgotten",
        message=mark("The prediction leaves b out."),
        hint=mark("Which prediction is the error computed from?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w - y
    return X.T @ error / len(X), error.mean(dim=0)
""",
    ),
    KnownMistake(
        id="least_squares.no_bias_column",
        message=mark("There is no column for the bias, which is taken to be zero."),
        hint=mark("Which column of your matrix belongs to the bias?"),
        code="""
def least_squares(X, y):
    return torch.linalg.pinv(X) @ y, torch.zeros(1, dtype=X.dtype)
""",
    ),
    KnownMistake(
        id="least_squares.first_column_taken_for_last",
        message=mark("Ones come first in the matrix, but the last entry is taken for the bias."),
        hint=mark("Which entry of your solution is the bias?"),
        code="""
def least_squares(X, y):
    design = torch.cat([torch.ones_like(X[:, :1]), X], dim=1)
    solution = torch.linalg.pinv(design) @ y
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="least_squares.inverse",
        message=mark("The inverse of XᵀX is used, which does not exist for dependent columns."),
        hint=mark("What if one feature is the copy of another?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.inv(design.T @ design) @ design.T @ y
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="least_squares.solve",
        message=mark("The normal equations are solved as if XᵀX were always invertible."),
        hint=mark("What if one feature is the copy of another?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.solve(design.T @ design, design.T @ y)
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="least_squares.full_rank_driver",
        message=mark("lstsq's driver gels takes full rank for granted."),
        hint=mark("What do the documentation's remarks on drivers say about rank?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.lstsq(design, y, driver="gels").solution
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="least_squares.cut_off_too_low",
        message=mark("torch.pinverse takes a float32 zero, about 1e-8, for a number to invert."),
        hint=mark("Which singular values does your pseudo-inverse take for zero?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.pinverse(design) @ y
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="least_squares.ridge",
        message=mark(
            "Something is added to the diagonal so that the inverse exists; the answer is another."
        ),
        hint=mark("Does your answer minimise the squared error, or something else?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    normal = design.T @ design + 0.1 * torch.eye(design.shape[1], dtype=X.dtype)
    solution = torch.linalg.solve(normal, design.T @ y)
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="least_squares.scalar_bias",
        message=mark("The bias comes without an axis; it should have shape (1,)."),
        hint=mark("How many axes has b everywhere else in the lesson?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.pinv(design) @ y
    return solution[:-1], solution[-1, 0]
""",
    ),
    KnownMistake(
        id="least_squares.elementwise",
        message=mark("XᵀX is computed with * where a matrix product is meant."),
        hint=mark("What shape should XᵀX have?"),
        code="""
def least_squares(X, y):
    design = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    solution = torch.linalg.pinv(design.T @ design) @ (design * y).mean(dim=0, keepdim=True).T
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="linreg_gradients.remembered_by_shape",
        message=mark(
            "Answers are kept and given again to whoever brings tensors of the same shapes."
        ),
        hint=mark("Is a tensor's shape all that its answer depends on?"),
        code="""
def remembered(function, answers={}):
    def by_shape(*tensors):
        shapes = tuple((t.shape, t.dtype) for t in tensors)
        if shapes not in answers:
            answers[shapes] = function(*tensors)
        return answers[shapes]

    return by_shape


@remembered
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return X.T @ error / len(X), error.mean(0)
""",
    ),
    KnownMistake(
        id="least_squares.remembered_by_shape",
        message=mark(
            "Answers are kept and given again to whoever brings tensors of the same shapes."
        ),
        hint=mark("Is a tensor's shape all that its answer depends on?"),
        code="""
def remembered(function, answers={}):
    def by_shape(*tensors):
        shapes = tuple((t.shape, t.dtype) for t in tensors)
        if shapes not in answers:
            answers[shapes] = function(*tensors)
        return answers[shapes]

    return by_shape


@remembered
def least_squares(X, y):
    design = torch.column_stack([X, torch.ones_like(X[:, :1])])
    solution = torch.linalg.lstsq(design, y, driver='gelsd').solution
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="linreg_gradients.clipped",
        message=mark("Large gradients are cut off."),
        hint=mark("What is the gradient where labels are in the thousands?"),
        code="""
def linreg_gradients(X, y, w, b):
    error = X @ w + b - y
    return (X.T @ error / len(X)).clamp(-100, 100), error.mean(0).clamp(-100, 100)
""",
    ),
    KnownMistake(
        id="least_squares.small_values_dropped",
        message=mark("Singular values that are small beside the largest count as zero."),
        hint=mark("Is a feature measured in kilometres less real than one in millimetres?"),
        code="""
def least_squares(X, y):
    design = torch.column_stack([X, torch.ones_like(X[:, :1])])
    solution = torch.linalg.pinv(design, rtol=0.1) @ y
    return solution[:-1], solution[-1]
""",
    ),
    KnownMistake(
        id="least_squares.by_descent",
        message=mark("Gradient descent stops before it has arrived."),
        hint=mark("How many steps does a feature need that is forty times smaller than another?"),
        code="""
def least_squares(X, y):
    design = torch.column_stack([X, torch.ones_like(X[:, :1])])
    solution = torch.zeros_like(design[:1].T)
    rate = 1 / torch.linalg.matrix_norm(design, 2) ** 2
    for _ in range(3000):
        solution -= rate * design.T @ (design @ solution - y)
    return solution[:-1], solution[-1]
""",
    ),
)
