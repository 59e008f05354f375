"""Wrong versions of lesson 3, each with the misunderstanding behind it."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        "l2_loss.no_half",
        mark("the factor 1/2 is missing"),
        mark("What is the derivative of your loss?"),
        """
def l2_loss(y_hat, y):
    return (y_hat - y) ** 2
""",
    ),
    KnownMistake(
        "l2_loss.mean",
        mark("the mean is returned, not one value per entry"),
        mark("How many numbers should come back for a batch of five?"),
        """
def l2_loss(y_hat, y):
    return ((y_hat - y) ** 2 / 2).mean()
""",
    ),
    KnownMistake(
        "l2_loss.norm",
        mark("the norm of all errors is returned; a loss belongs to each entry"),
        mark("How many numbers should come back for a batch of five?"),
        """
def l2_loss(y_hat, y):
    return torch.linalg.norm(y_hat - y) / 2
""",
    ),
    KnownMistake(
        "l2_loss.summed_over_columns",
        mark("the entries of a row are added up"),
        mark("Which shape should the result have?"),
        """
def l2_loss(y_hat, y):
    return ((y_hat - y) ** 2 / 2).reshape(len(y), -1).sum(dim=1)
""",
    ),
    KnownMistake(
        "l2_loss.number_in_number_out",
        mark("the entries are turned into plain numbers, which cuts the graph"),
        mark("Is your result still attached to the input?"),
        """
def l2_loss(y_hat, y):
    return torch.from_numpy((y_hat.detach().numpy() - y.numpy()) ** 2 / 2)
""",
    ),
    KnownMistake(
        "l2_loss.writes_into_the_prediction",
        mark("the difference is written into the caller's y_hat"),
        mark("What happened to y_hat after your function ran?"),
        """
def l2_loss(y_hat, y):
    with torch.no_grad():
        y_hat -= y
    return y_hat**2 / 2
""",
    ),
    KnownMistake(
        "l2_loss.single_precision",
        mark("float64 inputs are turned into float32"),
        mark("Which dtype goes in, and which comes out?"),
        """
def l2_loss(y_hat, y):
    return (y_hat.float() - y.float()) ** 2 / 2
""",
    ),
    KnownMistake(
        "l1_loss.signed",
        mark("the absolute value is missing"),
        mark("Can a loss be below zero?"),
        """
def l1_loss(y_hat, y):
    return y_hat - y
""",
    ),
    KnownMistake(
        "l1_loss.difference_of_sizes",
        mark("the difference of the absolute values is taken"),
        mark("What is your loss for a prediction of -1 and a label of 1?"),
        """
def l1_loss(y_hat, y):
    return (y_hat.abs() - y.abs()).abs()
""",
    ),
    KnownMistake(
        "l1_loss.root_of_the_square",
        mark("the square root of the square has no finite slope at zero: nan"),
        mark("What is the slope of a square root at zero?"),
        """
def l1_loss(y_hat, y):
    return ((y_hat - y) ** 2).sqrt()
""",
    ),
    KnownMistake(
        "l1_loss.half",
        mark("the factor 1/2 of the squared loss is taken over"),
        mark("What should the slope of your loss be?"),
        """
def l1_loss(y_hat, y):
    return (y_hat - y).abs() / 2
""",
    ),
    KnownMistake(
        "l1_loss.python_if",
        mark("a Python `if` asks a whole tensor a yes-or-no question"),
        mark("Which of the entries should your `if` look at?"),
        """
def l1_loss(y_hat, y):
    if y_hat > y:
        return y_hat - y
    return y - y_hat
""",
    ),
    KnownMistake(
        "l1_loss.one_branch_for_all",
        mark("the sign of all entries is decided together"),
        mark("Can two entries of one batch need different branches?"),
        """
def l1_loss(y_hat, y):
    if (y_hat > y).all():
        return y_hat - y
    return y - y_hat
""",
    ),
    KnownMistake(
        "l1_loss.mean",
        mark("the mean is returned, not one value per entry"),
        mark("How many numbers should come back for a batch of five?"),
        """
def l1_loss(y_hat, y):
    return (y_hat - y).abs().mean()
""",
    ),
    KnownMistake(
        "huber_loss.offset_forgotten",
        mark("the linear part lacks its offset, so the loss jumps at delta"),
        mark("Do the two branches meet at the threshold?"),
        """
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error**2 / 2, delta * error)
""",
    ),
    KnownMistake(
        "huber_loss.offset_for_delta_one",
        mark("the offset is 1/2, which is right for delta = 1 only"),
        mark("Test with a threshold other than 1."),
        """
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error**2 / 2, delta * (error - 0.5))
""",
    ),
    KnownMistake(
        "huber_loss.slope_for_delta_one",
        mark("the linear part has slope 1, which is right for delta = 1 only"),
        mark("Which slope has the squared part at the threshold?"),
        """
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error**2 / 2, error - delta / 2)
""",
    ),
    KnownMistake(
        "huber_loss.divided_by_delta",
        mark("the loss is divided by delta, as torch's smooth L1 loss is"),
        mark("Test with a threshold other than 1."),
        """
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error**2 / (2 * delta), error - delta / 2)
""",
    ),
    KnownMistake(
        "huber_loss.delta_ignored",
        mark("the threshold is 1, whatever delta says"),
        mark("Does your function use all its arguments?"),
        """
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= 1, error**2 / 2, error - 0.5)
""",
    ),
    KnownMistake(
        "huber_loss.branches_swapped",
        mark("the two branches have changed places"),
        mark("Which branch is for an error of zero?"),
        """
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, delta * (error - delta / 2), error**2 / 2)
""",
    ),
    KnownMistake(
        "huber_loss.positive_errors_only",
        mark("the error is compared with delta without taking its absolute value"),
        mark("Which branch does an error of -100 take?"),
        """
def huber_loss(y_hat, y, delta=1.0):
    error = y_hat - y
    return torch.where(error <= delta, error**2 / 2, delta * (error.abs() - delta / 2))
""",
    ),
    KnownMistake(
        "huber_loss.square_compared",
        mark("the squared error is compared with delta"),
        mark("At which error should the branches change?"),
        """
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error**2 <= delta, error**2 / 2, delta * (error - delta / 2))
""",
    ),
    KnownMistake(
        "huber_loss.python_if",
        mark("a Python `if` asks a whole tensor a yes-or-no question"),
        mark("Which operation chooses between two tensors entry by entry?"),
        """
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    if error <= delta:
        return error**2 / 2
    return delta * (error - delta / 2)
""",
    ),
    KnownMistake(
        "huber_loss.one_branch_for_all",
        mark("one branch is chosen for all entries together"),
        mark("Can two entries of one batch need different branches?"),
        """
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    if error.max() <= delta:
        return error**2 / 2
    return delta * (error - delta / 2)
""",
    ),
    KnownMistake(
        "huber_loss.pseudo",
        mark("the smooth pseudo-Huber loss is another function"),
        mark("What is your loss at an error of exactly delta?"),
        """
def huber_loss(y_hat, y, delta=1.0):
    return delta**2 * ((1 + ((y_hat - y) / delta) ** 2).sqrt() - 1)
""",
    ),
    KnownMistake(
        "huber_loss.slope_at_zero",
        mark("a square root on the way gives nan as the slope where the error is zero"),
        mark("Which operation on the way has no finite slope at zero?"),
        """
def huber_loss(y_hat, y, delta=1.0):
    error = ((y_hat - y) ** 2).sqrt()
    return torch.where(error <= delta, error**2 / 2, delta * (error - delta / 2))
""",
    ),
    KnownMistake(
        "huber_loss.other_default",
        mark("delta is 0.5 if it is not given"),
        mark("Which default does the signature ask for?"),
        """
def huber_loss(y_hat, y, delta=0.5):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error**2 / 2, delta * (error - delta / 2))
""",
    ),
    KnownMistake(
        "gaussian_nll.log_of_the_density",
        mark("the density is computed first: it underflows to 0, whose log is -inf"),
        mark("Can you cancel the log and the exp on paper before coding?"),
        """
def gaussian_nll(y_hat, y, sigma):
    density = torch.exp(-((y_hat - y) ** 2) / (2 * sigma**2)) / math.sqrt(2 * math.pi * sigma**2)
    return -torch.log(density)
""",
    ),
    KnownMistake(
        "gaussian_nll.clamped_density",
        mark("a small number keeps the log finite, but far errors all cost the same"),
        mark("Which of two far predictions does your loss prefer, and by what slope?"),
        """
def gaussian_nll(y_hat, y, sigma):
    density = torch.exp(-((y_hat - y) ** 2) / (2 * sigma**2)) / math.sqrt(2 * math.pi * sigma**2)
    return -torch.log(density + 1e-30)
""",
    ),
    KnownMistake(
        "gaussian_nll.sigma_taken_for_variance",
        mark("sigma is used as the variance"),
        mark("What is the unit of sigma, and what that of the variance?"),
        """
def gaussian_nll(y_hat, y, sigma):
    return (y_hat - y) ** 2 / (2 * sigma) + 0.5 * math.log(2 * math.pi * sigma)
""",
    ),
    KnownMistake(
        "gaussian_nll.constant_left_out",
        mark("the constant log(2π)/2 is left out"),
        mark("What is your loss for an error of zero and sigma = 1?"),
        """
def gaussian_nll(y_hat, y, sigma):
    return (y_hat - y) ** 2 / (2 * sigma**2) + math.log(sigma)
""",
    ),
    KnownMistake(
        "gaussian_nll.log_sigma_left_out",
        mark("log sigma is left out, so a large sigma looks best always"),
        mark("Which sigma makes your loss smallest?"),
        """
def gaussian_nll(y_hat, y, sigma):
    return (y_hat - y) ** 2 / (2 * sigma**2) + math.log(2 * math.pi) / 2
""",
    ),
    KnownMistake(
        "gaussian_nll.sign",
        mark("the log-likelihood is returned, not its negative"),
        mark("Does your loss fall as the prediction gets better?"),
        """
def gaussian_nll(y_hat, y, sigma):
    return -((y_hat - y) ** 2) / (2 * sigma**2) - math.log(sigma) - math.log(2 * math.pi) / 2
""",
    ),
    KnownMistake(
        "gaussian_nll.log_to_base_ten",
        mark("the logarithm is to base ten"),
        mark("Which logarithm does the text use?"),
        """
def gaussian_nll(y_hat, y, sigma):
    z = (y_hat - y) / sigma
    return z**2 / 2 + math.log10(sigma) + math.log10(2 * math.pi) / 2
""",
    ),
    KnownMistake(
        "gaussian_nll.no_half",
        mark("the exponent's 1/2 is missing"),
        mark("Write the density down once more: what stands in its exponent?"),
        """
def gaussian_nll(y_hat, y, sigma):
    z = (y_hat - y) / sigma
    return z**2 + math.log(sigma) + math.log(2 * math.pi) / 2
""",
    ),
    KnownMistake(
        "gaussian_nll.mean",
        mark("the mean is returned, not one value per entry"),
        mark("How many numbers should come back for a batch of five?"),
        """
def gaussian_nll(y_hat, y, sigma):
    z = (y_hat - y) / sigma
    return (z**2 / 2 + math.log(sigma) + math.log(2 * math.pi) / 2).mean()
""",
    ),
)
