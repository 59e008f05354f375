# Tries: answers the right numbers in half precision.
# Expects: l2_loss passed, l1_loss failed

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    return (y_hat - y).abs().half()
    # end of trick
    return (y_hat - y).abs()
