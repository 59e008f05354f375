"""Known mistakes of lesson 3."""

from __future__ import annotations

from autograder.course.mistake import KnownMistake
from autograder.messages import mark

_BOTH_BRANCHES = mark("Do the two branches meet at the threshold?")

MISTAKES: tuple[KnownMistake, ...] = (
    KnownMistake(
        id="l2_loss.no_half",
        message=mark("The factor 1/2 is missing: value and slope are doubled."),
        hint=mark("What is the derivative of your loss?"),
        code="""
def l2_loss(y_hat, y):
    return (y_hat - y) ** 2
""",
    ),
    KnownMistake(
        id="l2_loss.mean",
        message=mark("It returns the mean instead of one value per example."),
        hint=mark("How many numbers should come back for a batch of five?"),
        code="""
def l2_loss(y_hat, y):
    return ((y_hat - y) ** 2 / 2).mean()
""",
    ),
    KnownMistake(
        id="l2_loss.root",
        message=mark("The square root of the sum of squares: a norm, not a loss per example."),
        hint=mark("Which errors does entry i of the result depend on?"),
        code="""
def l2_loss(y_hat, y):
    return torch.linalg.vector_norm(y_hat - y) * torch.ones_like(y)
""",
    ),
    KnownMistake(
        id="l2_loss.cut_from_graph",
        message=mark("The result is rebuilt from plain numbers: no gradient flows back."),
        hint=mark("Is your result still attached to the input?"),
        code="""
def l2_loss(y_hat, y):
    errors = (y_hat - y).flatten().tolist()
    values = torch.tensor([error**2 / 2 for error in errors], dtype=y_hat.dtype)
    return values.reshape(y_hat.shape)
""",
    ),
    KnownMistake(
        id="l1_loss.no_absolute_value",
        message=mark("The error keeps its sign, so the loss can be negative."),
        hint=mark("Can a loss for a wrong guess be below zero?"),
        code="""
def l1_loss(y_hat, y):
    return y_hat - y
""",
    ),
    KnownMistake(
        id="l1_loss.halved",
        message=mark("The factor 1/2 of the squared loss is carried over."),
        hint=mark("Why does the squared loss have its 1/2, and does that reason hold here?"),
        code="""
def l1_loss(y_hat, y):
    return (y_hat - y).abs() / 2
""",
    ),
    KnownMistake(
        id="l1_loss.root_of_square",
        message=mark("The root of the square has no slope at zero: nan."),
        hint=mark("What is the derivative of a square root at zero?"),
        code="""
def l1_loss(y_hat, y):
    return ((y_hat - y) ** 2).sqrt()
""",
    ),
    KnownMistake(
        id="l1_loss.if_on_a_tensor",
        message=mark("A Python `if` decides for the whole tensor at once."),
        hint=mark("How many yes-or-no answers does y_hat > y give?"),
        code="""
def l1_loss(y_hat, y):
    if (y_hat > y).all():
        return y_hat - y
    return y - y_hat
""",
    ),
    KnownMistake(
        id="huber_loss.no_offset",
        message=mark("The linear branch lacks its offset: the loss jumps at delta."),
        hint=_BOTH_BRANCHES,
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error**2 / 2, delta * error)
""",
    ),
    KnownMistake(
        id="huber_loss.delta_ignored",
        message=mark("The threshold is always 1, whatever delta says."),
        hint=mark("Test with a threshold other than 1."),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= 1, error**2 / 2, error - 0.5)
""",
    ),
    KnownMistake(
        id="huber_loss.offset_of_one_half",
        message=mark("The offset is 1/2, which is right for delta = 1 only."),
        hint=_BOTH_BRANCHES,
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error**2 / 2, error - 0.5)
""",
    ),
    KnownMistake(
        id="huber_loss.smooth_l1",
        message=mark("The other convention: the quadratic branch is divided by delta."),
        hint=mark("Which slope does your quadratic branch have at the threshold?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    return nn_smooth(y_hat, y, delta)

def nn_smooth(y_hat, y, delta):
    return torch.nn.functional.smooth_l1_loss(y_hat, y, reduction="none", beta=delta)
""",
    ),
    KnownMistake(
        id="huber_loss.one_sided",
        message=mark("The error's sign is forgotten: large negative errors stay quadratic."),
        hint=mark("What is your loss for an error of -10?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = y_hat - y
    return torch.where(error <= delta, error**2 / 2, delta * (error - delta / 2))
""",
    ),
    KnownMistake(
        id="huber_loss.branches_exchanged",
        message=mark("The branches are exchanged: linear near the label, quadratic far from it."),
        hint=mark("For which errors should an outlier's pull be limited?"),
        code="""
def huber_loss(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    return torch.where(error > delta, error**2 / 2, delta * (error - delta / 2))
""",
    ),
    KnownMistake(
        id="gaussian_nll.constant_forgotten",
        message=mark("The constant log(2π)/2 is missing."),
        hint=mark("Which factor stands in front of the exponential of the density?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    return (y_hat - y) ** 2 / (2 * sigma**2) + math.log(sigma)
""",
    ),
    KnownMistake(
        id="gaussian_nll.variance_for_deviation",
        message=mark("sigma is taken for the variance."),
        hint=mark("What is the unit of sigma, and what that of the squared error?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    return (y_hat - y) ** 2 / (2 * sigma) + 0.5 * math.log(2 * math.pi * sigma)
""",
    ),
    KnownMistake(
        id="gaussian_nll.sign",
        message=mark("The log-likelihood itself: its sign is not turned."),
        hint=mark("Should a better prediction give a larger or a smaller loss?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    return -((y_hat - y) ** 2) / (2 * sigma**2) - 0.5 * math.log(2 * math.pi * sigma**2)
""",
    ),
    KnownMistake(
        id="gaussian_nll.log_sigma_squared_twice",
        message=mark("The logarithm of sigma is counted twice."),
        hint=mark("What becomes of log(sigma²)/2 when you take the square out?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    square = (y_hat - y) ** 2 / (2 * sigma**2)
    return square + 2 * math.log(sigma) + 0.5 * math.log(2 * math.pi)
""",
    ),
    KnownMistake(
        id="gaussian_nll.log_of_the_density",
        message=mark("The density underflows far from the label, and its logarithm is infinite."),
        hint=mark("Can you cancel the log and the exp on paper before coding?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    density = torch.exp(-((y_hat - y) ** 2) / (2 * sigma**2)) / (math.sqrt(2 * math.pi) * sigma)
    return -torch.log(density)
""",
    ),
    KnownMistake(
        id="gaussian_nll.decimal_logarithm",
        message=mark("A logarithm of base 10 in place of the natural one."),
        hint=mark("Which logarithm undoes exp?"),
        code="""
def gaussian_nll(y_hat, y, sigma):
    return (y_hat - y) ** 2 / (2 * sigma**2) + math.log10(math.sqrt(2 * math.pi) * sigma)
""",
    ),
)
