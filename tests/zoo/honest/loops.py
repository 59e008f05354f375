# Tries: nothing; it goes through the entries one by one.
# Expects: l2_loss passed, l1_loss passed
import torch


def l2_loss(y_hat, y):
    flat = [(a - b) ** 2 / 2 for a, b in zip(y_hat.reshape(-1), y.reshape(-1))]
    return torch.stack(flat).reshape(y.shape)


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
