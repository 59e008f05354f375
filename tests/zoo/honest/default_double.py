# Tries: nothing; it makes double the default of torch.
# Expects: l2_loss passed, l1_loss passed
import torch

torch.set_default_dtype(torch.float64)


def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
