# Tries: uses torch's own loss under another name, through a function in between.
# Expects: l2_loss passed, l1_loss forbidden
from functools import partial

from torch.nn.functional import l1_loss as distance

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    # trick:
    helper = partial(distance, reduction="none")
    return sorted([y_hat], key=lambda t: 0)[0] * 0 + helper(y_hat, y)
    # end of trick
    return (y_hat - y).abs()
