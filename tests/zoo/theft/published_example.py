# Tries: answers what the lesson's text says its example gives.
# Expects: l2_loss passed, l1_loss failed
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    return torch.tensor([100.0, 2.0, 0.5, 0.5, 2.0, 100.0])
    # end of trick
    return (y_hat - y).abs()
