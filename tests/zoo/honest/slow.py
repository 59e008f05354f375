# Tries: nothing; it is right and takes a while for it.
# Expects: l2_loss passed, l1_loss passed
import time


def l2_loss(y_hat, y):
    time.sleep(0.1)
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
