# Tries: computes an integer of a billion digits in one step that Python cannot interrupt.
# Expects: l2_loss passed, l1_loss timeout|skipped

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    return 7 ** (10**9)
    # end of trick
    return (y_hat - y).abs()
