# Tries: sleeps for a day.
# Expects: l2_loss passed, l1_loss timeout|skipped
import time

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    time.sleep(86400)
    # end of trick
    return (y_hat - y).abs()
