# Tries: nothing; it sets seeds, at the top and in a call.
# Expects: l2_loss passed, l1_loss passed
import random

import numpy as np
import torch

torch.manual_seed(42)
np.random.seed(42)
random.seed(42)


def l2_loss(y_hat, y):
    torch.Generator().manual_seed(1)
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
