# Tries: forks and ends, again and again, so that every process that is killed is gone already.
# Expects: l2_loss passed, l1_loss timeout|skipped|crashed
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    os.setsid()
    while True:
        try:
            if os.fork():
                os._exit(0)
        except OSError:
            pass
    # end of trick
    return (y_hat - y).abs()
