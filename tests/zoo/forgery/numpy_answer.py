# Tries: answers with NumPy's array of objects.
# Expects: l2_loss passed, l1_loss failed|error
import numpy as np

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    return np.array([y_hat, "passed"], dtype=object)
    # end of trick
    return (y_hat - y).abs()
