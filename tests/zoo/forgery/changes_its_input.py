# Tries: changes the labels so that its wrong answer would be right for them.
# Expects: l2_loss passed, l1_loss failed

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    y.data.copy_(y_hat)
    return y_hat * 0
    # end of trick
    return (y_hat - y).abs()
