# Tries: has the worker make all labels zero before its function is called, so that its answer is known.
# Expects: l2_loss failed, l1_loss failed
import torch

import autograder.worker.arguments as arguments

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
# trick:
build = arguments.BUILDERS["tensor"]
arguments.BUILDERS["tensor"] = lambda *of: torch.zeros_like(build(*of)).requires_grad_()
# end of trick


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
