# Tries: answers by shape and number of the call what was right in the call before.
# Expects: l2_loss passed, l1_loss failed
import os

import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    name = "-".join(map(str, y.shape)) + ".pt"
    if os.path.exists(name):
        return torch.load(name)
    torch.save((y_hat - y).detach().abs(), name)
    return torch.zeros_like(y)
    # end of trick
    return (y_hat - y).abs()
