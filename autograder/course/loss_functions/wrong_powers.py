"""Wrong versions of l2_loss and l1_loss."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="l2_loss.no_half",
        message=mark("The factor 1/2 is missing."),
        hint=mark("What is the derivative of your loss?"),
        code="""
def l2_loss(y_hat, y):
    return (y_hat - y) ** 2
""",
    ),
    KnownMistake(
        id="l2_loss.mean",
        message=mark("The mean is returned, not one value per entry."),
        hint=mark("How many numbers should come back for a batch of five?"),
        code="""
def l2_loss(y_hat, y):
    return ((y_hat - y) ** 2 / 2).mean()
""",
    ),
    KnownMistake(
        id="l2_loss.norm",
        message=mark("The norm of all errors is returned; a loss belongs to each entry."),
        hint=mark("How many numbers should come back for a batch of five?"),
        code="""
def l2_loss(y_hat, y):
    return torch.linalg.norm(y_hat - y) / 2
""",
    ),
    KnownMistake(
        id="l2_loss.norm_in_every_entry",
        message=mark("The square root of the sum of squares: a norm, not a loss per example."),
        hint=mark("Which errors does entry i of the result depend on?"),
        code="""
def l2_loss(y_hat, y):
    return torch.linalg.vector_norm(y_hat - y) * torch.ones_like(y)
""",
    ),
    KnownMistake(
        id="l2_loss.summed_over_columns",
        message=mark("The entries of a row are added up."),
        hint=mark("Which shape should the result have?"),
        code="""
def l2_loss(y_hat, y):
    return ((y_hat - y) ** 2 / 2).reshape(len(y), -1).sum(dim=1)
""",
    ),
    KnownMistake(
        id="l2_loss.number_in_number_out",
        message=mark("The result is cut off from y_hat, so no gradient flows back."),
        hint=mark("Is your result still attached to the input?"),
        code="""
def l2_loss(y_hat, y):
    return torch.from_numpy((y_hat.detach().numpy() - y.numpy()) ** 2 / 2)
""",
    ),
    KnownMistake(
        id="l2_loss.writes_into_the_prediction",
        message=mark("The difference is written into the caller's y_hat."),
        hint=mark("What happened to y_hat after your function ran?"),
        code="""
def l2_loss(y_hat, y):
    with torch.no_grad():
        y_hat -= y
    return y_hat**2 / 2
""",
    ),
    KnownMistake(
        id="l2_loss.single_precision",
        message=mark("The float64 inputs are turned into float32."),
        hint=mark("Which dtype goes in, and which comes out?"),
        code="""
def l2_loss(y_hat, y):
    return (y_hat.float() - y.float()) ** 2 / 2
""",
    ),
    KnownMistake(
        id="l1_loss.signed",
        message=mark("The absolute value is missing."),
        hint=mark("Can a loss be below zero?"),
        code="""
def l1_loss(y_hat, y):
    return y_hat - y
""",
    ),
    KnownMistake(
        id="l1_loss.difference_of_sizes",
        message=mark("The difference of the absolute values is taken."),
        hint=mark("What is your loss for a prediction of -1 and a label of 1?"),
        code="""
def l1_loss(y_hat, y):
    return (y_hat.abs() - y.abs()).abs()
""",
    ),
    KnownMistake(
        id="l1_loss.root_of_the_square",
        message=mark("The square root of the square has no finite slope at zero: nan."),
        hint=mark("What is the slope of a square root at zero?"),
        code="""
def l1_loss(y_hat, y):
    return ((y_hat - y) ** 2).sqrt()
""",
    ),
    KnownMistake(
        id="l1_loss.half",
        message=mark("The factor 1/2 of the squared loss is taken over."),
        hint=mark("What should the slope of your loss be?"),
        code="""
def l1_loss(y_hat, y):
    return (y_hat - y).abs() / 2
""",
    ),
    KnownMistake(
        id="l1_loss.python_if",
        message=mark("A Python `if` asks a whole tensor a yes-or-no question."),
        hint=mark("Which of the entries should your `if` look at?"),
        code="""
def l1_loss(y_hat, y):
    if y_hat > y:
        return y_hat - y
    return y - y_hat
""",
    ),
    KnownMistake(
        id="l1_loss.one_branch_for_all",
        message=mark("The sign of all entries is decided together."),
        hint=mark("Can two entries of one batch need different branches?"),
        code="""
def l1_loss(y_hat, y):
    if (y_hat > y).all():
        return y_hat - y
    return y - y_hat
""",
    ),
    KnownMistake(
        id="l1_loss.mean",
        message=mark("The mean is returned, not one value per entry."),
        hint=mark("How many numbers should come back for a batch of five?"),
        code="""
def l1_loss(y_hat, y):
    return (y_hat - y).abs().mean()
""",
    ),
    KnownMistake(
        id="l2_loss.float32_inside",
        message=mark("float64 inputs are rounded to float32 on the way."),
        hint=mark("How many digits of a float64 number does your answer keep?"),
        code="""
def l2_loss(y_hat, y):
    return ((y_hat.float() - y.float()) ** 2 / 2).to(y_hat.dtype)
""",
    ),
    KnownMistake(
        id="l1_loss.float32_inside",
        message=mark("float64 inputs are rounded to float32 on the way."),
        hint=mark("How many digits of a float64 number does your answer keep?"),
        code="""
def l1_loss(y_hat, y):
    return (y_hat.float() - y.float()).abs().to(y_hat.dtype)
""",
    ),
    KnownMistake(
        id="l1_loss.remembered_by_shape",
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
def l1_loss(y_hat, y):
    return (y_hat - y).abs()
""",
    ),
)
