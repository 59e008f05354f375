# Tries: remembers what it answered for a shape, and answers it again.
# Expects: l2_loss passed, l1_loss failed
import torch

memory = {}

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    # trick:
    key = tuple(y_hat.shape)
    if key not in memory:
        memory[key] = (y_hat - y).abs().detach()
    return memory[key] if len(memory) > 1 else memory[key].new_full(key, 0.5)
    # end of trick
    return (y_hat - y).abs()
