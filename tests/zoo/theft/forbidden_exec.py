# Tries: uses torch's own loss in a text that it puts together and runs.
# Expects: l2_loss passed, l1_loss forbidden
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    # trick:
    found = {}
    exec("r = torch.nn.func" + "tional.l1_" + "loss(a, b, reduction='none')", {"torch": torch, "a": y_hat, "b": y}, found)
    return found["r"]
    # end of trick
    return (y_hat - y).abs()
