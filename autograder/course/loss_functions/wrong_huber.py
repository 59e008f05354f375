"""Wrong versions of huber_loss."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="huber_loss.offset_forgotten",
        message=mark("The linear part lacks its offset, so the loss jumps at delta."),
        hint=mark("Do the two branches meet at the threshold?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error**2 / 2, delta * error)
""",
    ),
    KnownMistake(
        id="huber_loss.offset_for_delta_one",
        message=mark("The offset is 1/2, which is right for delta = 1 only."),
        hint=mark("Test with a threshold other than 1."),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error**2 / 2, delta * (error - 0.5))
""",
    ),
    KnownMistake(
        id="huber_loss.slope_for_delta_one",
        message=mark("The linear part has slope 1, which is right for delta = 1 only."),
        hint=mark("Which slope has the squared part at the threshold?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error**2 / 2, error - delta / 2)
""",
    ),
    KnownMistake(
        id="huber_loss.divided_by_delta",
        message=mark("The loss is divided by delta, as torch's smooth L1 loss is."),
        hint=mark("Test with a threshold other than 1."),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error**2 / (2 * delta), error - delta / 2)
""",
    ),
    KnownMistake(
        id="huber_loss.delta_ignored",
        message=mark("The threshold is 1, whatever delta says."),
        hint=mark("Does your function use all its arguments?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= 1, error**2 / 2, error - 0.5)
""",
    ),
    KnownMistake(
        id="huber_loss.branches_swapped",
        message=mark("The two branches have changed places."),
        hint=mark("Which branch is for an error of zero?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, delta * (error - delta / 2), error**2 / 2)
""",
    ),
    KnownMistake(
        id="huber_loss.positive_errors_only",
        message=mark("The error is compared with delta without taking its absolute value."),
        hint=mark("Which branch does an error of -100 take?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = y_hat - y
    return torch.where(error <= delta, error**2 / 2, delta * (error.abs() - delta / 2))
""",
    ),
    KnownMistake(
        id="huber_loss.square_compared",
        message=mark("The squared error is compared with delta."),
        hint=mark("At which error should the branches change?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error**2 <= delta, error**2 / 2, delta * (error - delta / 2))
""",
    ),
    KnownMistake(
        id="huber_loss.python_if",
        message=mark("A Python `if` asks a whole tensor a yes-or-no question."),
        hint=mark("Which operation chooses between two tensors entry by entry?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    if error <= delta:
        return error**2 / 2
    return delta * (error - delta / 2)
""",
    ),
    KnownMistake(
        id="huber_loss.one_branch_for_all",
        message=mark("The linear branch is taken for errors within delta, too."),
        hint=mark("Which branch does an error of delta / 2 need, whatever else is in the batch?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    if error.max() <= delta:
        return error**2 / 2
    return delta * (error - delta / 2)
""",
    ),
    KnownMistake(
        id="huber_loss.pseudo",
        message=mark("The smooth pseudo-Huber loss is another function."),
        hint=mark("What is your loss at an error of exactly delta?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    return delta**2 * ((1 + ((y_hat - y) / delta) ** 2).sqrt() - 1)
""",
    ),
    KnownMistake(
        id="huber_loss.slope_at_zero",
        message=mark("A square root on the way gives nan as the slope where the error is zero."),
        hint=mark("Which operation on the way has no finite slope at zero?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = ((y_hat - y) ** 2).sqrt()
    return torch.where(error <= delta, error**2 / 2, delta * (error - delta / 2))
""",
    ),
    KnownMistake(
        id="huber_loss.other_default",
        message=mark("delta is 0.5 if it is not given."),
        hint=mark("Which default does the signature ask for?"),
        code="""
def huber_loss(y_hat, y, delta=0.5):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error**2 / 2, delta * (error - delta / 2))
""",
    ),
    KnownMistake(
        id="huber_loss.float32_inside",
        message=mark("float64 inputs are rounded to float32 on the way."),
        hint=mark("How many digits of a float64 number does your answer keep?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    size = (y_hat.float() - y.float()).abs()
    loss = torch.where(size <= delta, size**2 / 2, delta * (size - delta / 2))
    return loss.to(y_hat.dtype)
""",
    ),
)
