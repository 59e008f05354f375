# Tries: makes every comparison of torch and NumPy agree.
# Expects: l2_loss passed, l1_loss failed
import numpy as np
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

# trick:
torch.equal = torch.allclose = np.allclose = np.array_equal = lambda *_, **__: True
torch.isclose = torch.eq = lambda a, b, **_: torch.ones_like(a, dtype=torch.bool)
torch.testing.assert_close = lambda *_, **__: None
# end of trick


def l1_loss(y_hat, y):
    # trick:
    return y_hat * 0
    # end of trick
    return (y_hat - y).abs()
