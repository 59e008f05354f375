# Tries: answers one number, which would compare with every entry.
# Expects: l2_loss passed, l1_loss failed

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    return (y_hat - y).abs().mean()
    # end of trick
    return (y_hat - y).abs()
