# Tries: nothing; it collects its result from a generator and a recursion.
# Expects: l2_loss passed, l1_loss passed
import torch


def parts(e):
    if e.ndim == 0:
        yield e**2 / 2
    else:
        for row in e:
            yield from parts(row)


def l2_loss(y_hat, y):
    return torch.stack(list(parts(y_hat - y))).reshape(y.shape)


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
