# Tries: stops its process, which then neither runs nor ends.
# Expects: l2_loss passed, l1_loss timeout|skipped
import os
import signal

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    os.kill(os.getpid(), signal.SIGSTOP)
    # end of trick
    return (y_hat - y).abs()
