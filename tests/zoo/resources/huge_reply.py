# Tries: returns more than a reply may hold.
# Expects: l2_loss passed, l1_loss protocol
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    return torch.zeros(5 * 10**7)
    # end of trick
    return (y_hat - y).abs()
