"""Wrong versions of lesson 3, each with the misunderstanding behind it."""

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
        message=mark("The entries are turned into plain numbers, which cuts the graph."),
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
        message=mark("One branch is chosen for all entries together."),
        hint=mark("Can two entries of one batch need different branches?"),
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
)
