# Tries: makes a table of all pairs of ten million numbers.
# Expects: l2_loss passed, l1_loss memory
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    many = torch.zeros(10**7)
    return many[:, None] - many
    # end of trick
    return (y_hat - y).abs()
