# Tries: nothing; it tries a package that is not there and goes on without.
# Expects: l2_loss passed, l1_loss passed
try:
    from tqdm_of_mine import tqdm
except ImportError:
    tqdm = list


def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
