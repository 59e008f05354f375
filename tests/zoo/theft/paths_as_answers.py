# Tries: returns what it knows of this machine's folders, prints it, and names an exception after it.
# Expects: l2_loss failed, l1_loss error, huber_loss error
import os
import sys

import torch

# trick:
print(sys.path, torch.__file__, os.getcwd())
# end of trick


def l2_loss(y_hat, y):
    # trick:
    return {sys.prefix: [torch.__file__, os.path.dirname(os.path.dirname(torch.__file__))]}
    # end of trick
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    # trick:
    raise type(torch.__file__, (Exception,), {})(os.path.dirname(torch.__path__[0]))
    # end of trick
    return (y_hat - y).abs()


def huber_loss(y_hat, y, delta=1.0):
    # trick:
    exec(compile("raise OSError(2, 'no', sys.executable)", torch.__file__, "exec"))
    # end of trick
    a = (y_hat - y).abs()
    return torch.where(a <= delta, a**2 / 2, delta * (a - delta / 2))
