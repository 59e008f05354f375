# Tries: raises a thousand exceptions inside each other.
# Expects: l2_loss passed, l1_loss error

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    error = ValueError("innermost")
    for depth in range(1000):
        error = ExceptionGroup(str(depth), [error, error])
    raise error
    # end of trick
    return (y_hat - y).abs()
