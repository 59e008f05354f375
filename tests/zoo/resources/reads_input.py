# Tries: waits for somebody to type.
# Expects: l2_loss passed, l1_loss error

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    input("delta? ")
    # end of trick
    return (y_hat - y).abs()
