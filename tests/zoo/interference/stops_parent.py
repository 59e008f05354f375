# Tries: stops its parent, which then answers nobody.
# Expects: l2_loss passed, l1_loss failed|timeout|crashed|error
# Slow: the judge waits for the parent
import os
import signal

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    os.kill(os.getppid(), signal.SIGSTOP)
    return y_hat
    # end of trick
    return (y_hat - y).abs()
