# Tries: reads at address zero.
# Expects: l2_loss passed, l1_loss crashed
import ctypes

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    ctypes.string_at(0)
    # end of trick
    return (y_hat - y).abs()
