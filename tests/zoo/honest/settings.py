# Tries: nothing; it changes the settings of printing and of torch's threads and precision.
# Expects: l2_loss passed, l1_loss passed
import numpy as np
import torch

torch.set_printoptions(precision=2)
torch.set_float32_matmul_precision('high')
torch.set_num_threads(1)
np.set_printoptions(precision=1)


def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
