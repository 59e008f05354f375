# Tries: leaves so many locked folders that opening them one by one would take minutes.
# Expects: l2_loss passed, l1_loss crashed
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for number in range(18_000):
        os.makedirs(f"/tmp/{number}", 0, exist_ok=True)
    os._exit(0)
    # end of trick
    return (y_hat - y).abs()
