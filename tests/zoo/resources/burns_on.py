# Tries: leaves threads that burn time while the next check runs.
# Expects: l2_loss passed, l1_loss failed
import threading

import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def burn():
    while True:
        torch.ones(100, 100) @ torch.ones(100, 100)


def l1_loss(y_hat, y):
    # trick:
    for _ in range(4):
        threading.Thread(target=burn, daemon=True).start()
    return y_hat
    # end of trick
    return (y_hat - y).abs()
