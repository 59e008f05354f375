# Tries: uses torch's own loss by its kernel, beneath all functions.
# Expects: l2_loss passed, l1_loss forbidden
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    # trick:
    return torch.ops.aten.huber_loss.default(y_hat, y, 0, 1e-9) * 1e9
    # end of trick
    return (y_hat - y).abs()
