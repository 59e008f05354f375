# Tries: raises an exception with a message of 300 MB.
# Expects: l2_loss passed, l1_loss error

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    raise ValueError("\u202e\x1b[31mx\n" * 3 * 10**7)
    # end of trick
    return (y_hat - y).abs()
