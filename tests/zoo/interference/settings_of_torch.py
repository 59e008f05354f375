# Tries: leaves torch, NumPy and Python with settings that change everybody's results.
# Expects: l2_loss passed, l1_loss failed
import gc
import sys

import numpy as np
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
# trick:
torch.set_default_dtype(torch.float64)
torch.set_grad_enabled(False)
torch.set_num_threads(8)
torch.use_deterministic_algorithms(True)
np.seterr(all="raise")
gc.disable()
sys.setrecursionlimit(500)
# end of trick


def l1_loss(y_hat, y):
    # trick:
    return y_hat
    # end of trick
    return (y_hat - y).abs()
