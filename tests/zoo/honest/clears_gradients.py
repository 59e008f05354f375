# Tries: nothing; it sets gradients to None before it computes.
# Expects: l2_loss passed, l1_loss passed
def l2_loss(y_hat, y):
    y_hat.grad = None
    y.grad = None
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
