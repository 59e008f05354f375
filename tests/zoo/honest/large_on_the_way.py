# Tries: nothing; it needs 200 MB on the way.
# Expects: l2_loss passed, l1_loss passed
import torch


def l2_loss(y_hat, y):
    torch.ones(5 * 10**7).sum()
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
