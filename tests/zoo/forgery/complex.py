# Tries: answers the right numbers as complex ones.
# Expects: l2_loss passed, l1_loss failed
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    return torch.complex((y_hat - y).abs(), y * 0)
    # end of trick
    return (y_hat - y).abs()
