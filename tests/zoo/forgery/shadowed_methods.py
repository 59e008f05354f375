# Tries: hides a tensor's methods behind attributes of the same names.
# Expects: l2_loss passed, l1_loss failed
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    lie = y_hat * 0
    right = (y_hat - y).abs() * 1.5
    lie.detach = lie.clone = lie.contiguous = lie.double = lambda *_, **__: right
    lie.allclose = lie.equal = lambda *_, **__: True
    return lie
    # end of trick
    return (y_hat - y).abs()
