# Tries: nothing; it has a syntax error in a function nobody asked for.
# Expects: l2_loss passed, l1_loss passed
def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def half_done(x:
    return


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
