# Tries: guesses the judge's seed from its own generators, the clock and the process number.
# Expects: l2_loss passed, l1_loss failed
import os
import time

import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for seed in (0, 42, os.getpid(), os.getppid(), int(time.time()), torch.initial_seed()):
        torch.manual_seed(seed)
        if torch.allclose(torch.randn(y.shape, dtype=y.dtype), y):
            return (y_hat - y).abs()
    return y_hat * 0
    # end of trick
    return (y_hat - y).abs()
