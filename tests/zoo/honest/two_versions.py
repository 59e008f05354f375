# Tries: nothing; it keeps an older, wrong version above the right one.
# Expects: l2_loss passed, l1_loss passed
def l2_loss(y_hat, y):
    raise ValueError('old')


def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
