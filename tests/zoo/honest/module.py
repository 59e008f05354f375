# Tries: nothing; it defines a loss as a module of its own and uses its forward.
# Expects: l2_loss passed, l1_loss passed
import torch
from torch import nn


class L2(nn.Module):
    def forward(self, y_hat, y):
        return (y_hat - y) ** 2 / 2


l2_loss = L2()


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
