# Tries: sends the fork server every signal there is.
# Expects: l2_loss passed, l1_loss failed
import os
import signal

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for number in signal.valid_signals():
        try:
            os.kill(1, number)
        except OSError:
            pass
    return y_hat
    # end of trick
    return (y_hat - y).abs()
