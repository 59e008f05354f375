"""Wrong versions of gaussian_nll."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="gaussian_nll.log_of_the_density",
        message=mark("The density is computed first: it underflows to 0, whose log is -inf."),
        hint=mark("Can you cancel the log and the exp on paper before coding?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    density = torch.exp(-((y_hat - y) ** 2) / (2 * sigma**2)) / math.sqrt(2 * math.pi * sigma**2)
    return -torch.log(density)
""",
    ),
    KnownMistake(
        id="gaussian_nll.clamped_density",
        message=mark("A small number keeps the log finite, but far errors all cost the same."),
        hint=mark("Which of two far predictions does your loss prefer, and by what slope?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    density = torch.exp(-((y_hat - y) ** 2) / (2 * sigma**2)) / math.sqrt(2 * math.pi * sigma**2)
    return -torch.log(density + 1e-30)
""",
    ),
    KnownMistake(
        id="gaussian_nll.sigma_taken_for_variance",
        message=mark("sigma is used as the variance."),
        hint=mark("What is the unit of sigma, and what that of the variance?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    return (y_hat - y) ** 2 / (2 * sigma) + 0.5 * math.log(2 * math.pi * sigma)
""",
    ),
    KnownMistake(
        id="gaussian_nll.constant_left_out",
        message=mark("The constant log(2π)/2 is left out."),
        hint=mark("What is your loss for an error of zero and sigma = 1?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    return (y_hat - y) ** 2 / (2 * sigma**2) + math.log(sigma)
""",
    ),
    KnownMistake(
        id="gaussian_nll.log_sigma_left_out",
        message=mark("Log sigma is left out, so a large sigma looks best always."),
        hint=mark("Which sigma makes your loss smallest?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    return (y_hat - y) ** 2 / (2 * sigma**2) + math.log(2 * math.pi) / 2
""",
    ),
    KnownMistake(
        id="gaussian_nll.log_sigma_twice",
        message=mark("The logarithm of sigma is counted twice."),
        hint=mark("What becomes of log(sigma²)/2 when you take the square out?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    square = (y_hat - y) ** 2 / (2 * sigma**2)
    return square + 2 * math.log(sigma) + 0.5 * math.log(2 * math.pi)
""",
    ),
    KnownMistake(
        id="gaussian_nll.sign",
        message=mark("The log-likelihood is returned, not its negative."),
        hint=mark("Does your loss fall as the prediction gets better?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    return -((y_hat - y) ** 2) / (2 * sigma**2) - math.log(sigma) - math.log(2 * math.pi) / 2
""",
    ),
    KnownMistake(
        id="gaussian_nll.log_to_base_ten",
        message=mark("The logarithm is to base ten."),
        hint=mark("Which logarithm does the text use?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    z = (y_hat - y) / sigma
    return z**2 / 2 + math.log10(sigma) + math.log10(2 * math.pi) / 2
""",
    ),
    KnownMistake(
        id="gaussian_nll.no_half",
        message=mark("The exponent's 1/2 is missing."),
        hint=mark("Write the density down once more: what stands in its exponent?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    z = (y_hat - y) / sigma
    return z**2 + math.log(sigma) + math.log(2 * math.pi) / 2
""",
    ),
    KnownMistake(
        id="gaussian_nll.mean",
        message=mark("The mean is returned, not one value per entry."),
        hint=mark("How many numbers should come back for a batch of five?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    z = (y_hat - y) / sigma
    return (z**2 / 2 + math.log(sigma) + math.log(2 * math.pi) / 2).mean()
""",
    ),
    KnownMistake(
        id="gaussian_nll.float32_inside",
        message=mark("float64 inputs are rounded to float32 on the way."),
        hint=mark("How many digits of a float64 number does your answer keep?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    error = (y_hat.float() - y.float()) / sigma
    return (error**2 / 2 + math.log(sigma) + math.log(2 * math.pi) / 2).to(y_hat.dtype)
""",
    ),
)
