# Tries: answers with a view of one number that looks like a billion.
# Expects: l2_loss passed, l1_loss protocol
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    return torch.zeros(1).expand(2**30)
    # end of trick
    return (y_hat - y).abs()
