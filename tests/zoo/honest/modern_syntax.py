# Tries: nothing; it uses match, walrus, unpacking and positional-only parameters.
# Expects: l2_loss passed, l1_loss passed
def l2_loss(y_hat, y, /):
    match (y_hat, y):
        case (a, b) if (e := a - b) is not None:
            return e**2 / 2


def l1_loss(*args):
    first, *rest = args
    return (first - rest[0]).abs()
