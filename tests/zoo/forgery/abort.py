# Tries: aborts.
# Expects: l2_loss passed, l1_loss crashed
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    os.abort()
    # end of trick
    return (y_hat - y).abs()
