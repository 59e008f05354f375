# Tries: fills memory with tensors.
# Expects: l2_loss passed, l1_loss memory
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    hoard = []
    while True:
        hoard.append(torch.empty(10**8))
    # end of trick
    return (y_hat - y).abs()
