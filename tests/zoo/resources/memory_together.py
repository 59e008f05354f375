# Tries: takes more memory than there is by many processes, each within its limit.
# Expects: l2_loss passed, l1_loss memory|timeout|skipped
# Slow: takes three gigabytes
import os
import time


def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    # trick:
    for _ in range(20):
        if os.fork() == 0:
            hoard = b"x" * (200 * 2**20)
            while True:
                time.sleep(1)
    time.sleep(60)
    # end of trick
    return (y_hat - y).abs()
