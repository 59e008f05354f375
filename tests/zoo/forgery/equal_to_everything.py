# Tries: returns an object that says it equals, is less than, and is close to everything.
# Expects: l2_loss passed, l1_loss failed
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

class Yes:
    dtype, ndim, requires_grad = torch.float32, 2, True
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = lambda self, other: True
    __hash__ = None

    def __bool__(self):
        return True

    def __float__(self):
        return 0.0

    def __array__(self, *_, **__):
        import numpy

        return numpy.zeros(1)

    def __getattr__(self, name):
        return lambda *_, **__: self


def l1_loss(y_hat, y):
    # trick:
    return Yes()
    # end of trick
    return (y_hat - y).abs()
