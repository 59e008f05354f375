"""Wrong versions of lesson 3's losses: one slip in the formula each."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

_ARGUMENTS = {
    "l2_loss": "y_hat, y",
    "l1_loss": "y_hat, y",
    "huber_loss": "y_hat, y, delta=1.0",
    "gaussian_nll": "y_hat, y, sigma",
}


def _slip(id_: str, message: str, hint: str, formula: str, before: str = "pass") -> KnownMistake:
    exercise = id_.partition(".")[0]
    code = f"""
def {exercise}({_ARGUMENTS[exercise]}):
    {before}
    return {formula}
"""
    return KnownMistake(id_, message, hint, code)


_SIZE = "size = (y_hat - y).abs()"
_HOW_MANY = mark("How many numbers should come back for a batch of five?")
_LOG_TWO_PI = "math.log(2 * math.pi)"
MISTAKES: tuple[KnownMistake, ...] = (
    _slip(
        "l2_loss.quarter",
        mark("The error is halved before it is squared: that makes a quarter of the square."),
        mark("What is (e/2)² for an error of 2, and what is e²/2?"),
        "((y_hat - y) / 2) ** 2",
    ),
    _slip(
        "l2_loss.difference_of_squares",
        mark("The squares are subtracted from each other, not the values."),
        mark("What does a prediction of -3 cost whose label is 3?"),
        "(y_hat**2 - y**2) / 2",
    ),
    _slip(
        "l2_loss.sum",
        mark("The sum is returned, not one value per entry."),
        _HOW_MANY,
        "((y_hat - y) ** 2 / 2).sum()",
    ),
    _slip(
        "l2_loss.writes_into_the_label",
        mark("The caller's labels are overwritten."),
        mark("Which operators change a tensor in place?"),
        "y**2 / 2",
        before="y -= y_hat",
    ),
    _slip(
        "l1_loss.sum",
        mark("The sum is returned, not one value per entry."),
        _HOW_MANY,
        "(y_hat - y).abs().sum()",
    ),
    _slip(
        "l1_loss.detached",
        mark("The result is cut off from y_hat, so no gradient flows back."),
        mark("Is your result still attached to the input?"),
        "(y_hat - y).detach().abs()",
    ),
    _slip(
        "l1_loss.squared",
        mark("The error is squared."),
        mark("How much more does an error of 4 cost than one of 2?"),
        "(y_hat - y) ** 2",
    ),
    _slip(
        "l1_loss.positive_part",
        mark("Errors below zero cost nothing."),
        mark("What does a prediction that is too small cost?"),
        "torch.relu(y_hat - y)",
    ),
    _slip(
        "huber_loss.no_half",
        mark("The factor 1/2 of the squared branch is missing."),
        mark("Which value do the two branches have at an error of delta?"),
        "torch.where(size <= delta, size**2, delta * (size - delta / 2))",
        before=_SIZE,
    ),
    _slip(
        "huber_loss.whole_delta_subtracted",
        mark("The linear branch subtracts delta, not half of it."),
        mark("Which value do the two branches have at an error of delta?"),
        "torch.where(size <= delta, size**2 / 2, delta * (size - delta))",
        before=_SIZE,
    ),
    _slip(
        "huber_loss.signed_far",
        mark("The linear branch takes the error with its sign."),
        mark("What does a prediction cost that is far too small?"),
        "torch.where(error.abs() <= delta, error**2 / 2, delta * (error - delta / 2))",
        before="error = y_hat - y",
    ),
    _slip(
        "huber_loss.absolute_far",
        mark("Far from the label the plain absolute error is taken."),
        mark("Which value and which slope do the two branches have at an error of delta?"),
        "torch.where(size <= delta, size**2 / 2, size)",
        before=_SIZE,
    ),
    _slip(
        "huber_loss.mean",
        mark("The mean is returned, not one value per entry."),
        _HOW_MANY,
        "torch.where(size <= delta, size**2 / 2, delta * (size - delta / 2)).mean()",
        before=_SIZE,
    ),
    _slip(
        "gaussian_nll.divided_by_two_sigma",
        mark("The squared error is divided by 2σ, not by 2σ²."),
        mark("Does what you take the exponential of have a unit?"),
        f"(y_hat - y) ** 2 / (2 * sigma) + math.log(sigma) + {_LOG_TWO_PI} / 2",
    ),
    _slip(
        "gaussian_nll.multiplied_by_variance",
        mark("The squared error is multiplied by σ²: `/ 2 * sigma**2` divides by 2 alone."),
        mark("In which order does Python work through a / b * c?"),
        f"(y_hat - y) ** 2 / 2 * sigma**2 + math.log(sigma) + {_LOG_TWO_PI} / 2",
    ),
    _slip(
        "gaussian_nll.whole_log_two_pi",
        mark("log(2π) is not halved."),
        mark("What becomes of the logarithm of a square root?"),
        f"(y_hat - y) ** 2 / (2 * sigma**2) + math.log(sigma) + {_LOG_TWO_PI}",
    ),
    _slip(
        "gaussian_nll.sigma_under_the_root",
        mark("log(2πσ)/2 is added, not log(2πσ²)/2."),
        mark("What stands under the root of the density's denominator?"),
        "(y_hat - y) ** 2 / (2 * sigma**2) + math.log(2 * math.pi * sigma) / 2",
    ),
    _slip(
        "gaussian_nll.logarithms_subtracted",
        mark("The logarithms of the denominator are subtracted."),
        mark("What is -log(a / b), and which part of it is the density's denominator?"),
        f"(y_hat - y) ** 2 / (2 * sigma**2) - math.log(sigma) - {_LOG_TWO_PI} / 2",
    ),
    _slip(
        "gaussian_nll.density",
        mark("The density is returned, not minus its logarithm."),
        mark("Which of two predictions should cost more, the near one or the far one?"),
        "torch.exp(-((y_hat - y) ** 2) / (2 * sigma**2)) / (sigma * math.sqrt(2 * math.pi))",
    ),
)
