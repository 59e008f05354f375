# Tries: nothing; it has torch compile nothing, but trace and vectorise its function.
# Expects: l2_loss passed, l1_loss passed
import torch


def one(a, b):
    return (a - b) ** 2 / 2


def l2_loss(y_hat, y):
    return torch.vmap(one)(y_hat, y)


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
