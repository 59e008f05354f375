# Tries: makes unittest's assertions and Python's own all, any, abs, min, max say yes.
# Expects: l2_loss passed, l1_loss failed|missing
import builtins
import unittest

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

# trick:
for name in dir(unittest.TestCase):
    if name.startswith("assert"):
        setattr(unittest.TestCase, name, lambda *_, **__: None)
builtins.all = builtins.any = lambda items: True
builtins.abs = lambda value: 0
# end of trick


def l1_loss(y_hat, y):
    # trick:
    return y_hat * 0
    # end of trick
    return (y_hat - y).abs()
