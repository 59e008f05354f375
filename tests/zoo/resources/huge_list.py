# Tries: returns a list of lists of lists of a million numbers.
# Expects: l2_loss passed, l1_loss failed|protocol|timeout

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    return [[[0.0] * 9000] * 9000] * 9000
    # end of trick
    return (y_hat - y).abs()
