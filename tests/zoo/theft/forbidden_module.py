# Tries: uses torch's own loss as a module that was made when the file was run.
# Expects: l2_loss passed, l1_loss forbidden
import torch

module = torch.nn.L1Loss(reduction="none")

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    # trick:
    return module(y_hat, y)
    # end of trick
    return (y_hat - y).abs()
