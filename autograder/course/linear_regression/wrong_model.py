"""Wrong versions of linreg and squared_loss."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="linreg.bias_forgotten",
        message=mark("b is not added."),
        hint=mark("What does your model predict for a row of zeros?"),
        code="""
def linreg(X, w, b):
    return X @ w
""",
    ),
    KnownMistake(
        id="linreg.flat_predictions",
        message=mark("Predictions have shape (n,) instead of (n, 1)."),
        hint=mark("How many axes do w and your result have?"),
        code="""
def linreg(X, w, b):
    return (X @ w + b).flatten()
""",
    ),
    KnownMistake(
        id="linreg.elementwise_product",
        message=mark("Features are multiplied by weights entry by entry, and not added up."),
        hint=mark("How many numbers does the model predict for one row?"),
        code="""
def linreg(X, w, b):
    return X * w.reshape(1, -1) + b
""",
    ),
    KnownMistake(
        id="linreg.outside_the_graph",
        message=mark("The prediction does not remember how it was computed."),
        hint=mark("Is your result still attached to w?"),
        code="""
def linreg(X, w, b):
    with torch.no_grad():
        return X @ w + b
""",
    ),
    KnownMistake(
        id="linreg.bias_detached",
        message=mark("The result is cut off from b, so b is never trained."),
        hint=mark("Which of the parameters does your result still know?"),
        code="""
def linreg(X, w, b):
    return X @ w + b.item()
""",
    ),
    KnownMistake(
        id="squared_loss.no_half",
        message=mark("The factor 1/2 is missing."),
        hint=mark("What is the derivative of your loss?"),
        code="""
def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)) ** 2
""",
    ),
    KnownMistake(
        id="squared_loss.broadcast_labels",
        message=mark("(n, 1) minus (n,) silently makes an (n, n) table."),
        hint=mark("Before squaring, print one shape."),
        code="""
def squared_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
""",
    ),
    KnownMistake(
        id="squared_loss.only_predictions_squeezed",
        message=mark("y_hat loses its second axis, and (n,) minus (n, 1) makes an (n, n) table."),
        hint=mark("Which shapes do your two operands have, and which their difference?"),
        code="""
def squared_loss(y_hat, y):
    return (y_hat.squeeze() - y) ** 2 / 2
""",
    ),
    KnownMistake(
        id="squared_loss.mean",
        message=mark("The mean over the batch is returned, not one value per example."),
        hint=mark("How many numbers should come back for a batch of five?"),
        code="""
def squared_loss(y_hat, y):
    return ((y_hat - y.reshape(y_hat.shape)) ** 2 / 2).mean()
""",
    ),
    KnownMistake(
        id="squared_loss.sum",
        message=mark("The sum over the batch is returned, not one value per example."),
        hint=mark("How many numbers should come back for a batch of five?"),
        code="""
def squared_loss(y_hat, y):
    return ((y_hat - y.reshape(y_hat.shape)) ** 2 / 2).sum()
""",
    ),
    KnownMistake(
        id="squared_loss.flat",
        message=mark("The losses have shape (n,) instead of that of y_hat."),
        hint=mark("Which shape has y_hat, and which your result?"),
        code="""
def squared_loss(y_hat, y):
    return (y_hat.flatten() - y.flatten()) ** 2 / 2
""",
    ),
    KnownMistake(
        id="squared_loss.absolute",
        message=mark("The absolute difference is taken, not the square."),
        hint=mark("How much more does an error of 4 cost than one of 2?"),
        code="""
def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)).abs() / 2
""",
    ),
    KnownMistake(
        id="squared_loss.rebuilt_tensor",
        message=mark("The result is cut off from y_hat, so no gradient flows back."),
        hint=mark("Is your result still attached to the input?"),
        code="""
def squared_loss(y_hat, y):
    pairs = zip(y_hat.flatten().tolist(), y.flatten().tolist())
    return torch.tensor([[(a - b) ** 2 / 2] for a, b in pairs], dtype=y_hat.dtype)
""",
    ),
    KnownMistake(
        id="squared_loss.reshapes_the_callers_labels",
        message=mark("The caller's y is given another shape."),
        hint=mark("Which of your methods ends in an underscore?"),
        code="""
def squared_loss(y_hat, y):
    if y.ndim == 1:
        y.unsqueeze_(1)
    return (y_hat - y) ** 2 / 2
""",
    ),
    KnownMistake(
        id="linreg.remembered_by_shape",
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
def linreg(X, w, b):
    return X @ w + b
""",
    ),
    KnownMistake(
        id="squared_loss.remembered_by_shape",
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
def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2
""",
    ),
)
