# Tries: ends the process with exit code 0 when the file is run, before it defines anything wrong.
# Expects: l2_loss passed, l1_loss failed
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
# trick:
os._exit(0)
# end of trick


def l1_loss(y_hat, y):
    # trick:
    return y_hat
    # end of trick
    return (y_hat - y).abs()
