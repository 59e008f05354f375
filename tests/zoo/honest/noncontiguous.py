# Tries: nothing; it returns a tensor that is not contiguous.
# Expects: l2_loss passed, l1_loss passed
import torch


def l2_loss(y_hat, y):
    wide = torch.stack([(y_hat - y) ** 2 / 2, y], dim=-1)
    return wide[..., 0]


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
