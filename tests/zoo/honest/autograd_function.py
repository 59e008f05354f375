# Tries: nothing; it writes its own forward and backward.
# Expects: l2_loss passed, l1_loss passed
import torch


class L2(torch.autograd.Function):
    @staticmethod
    def forward(ctx, y_hat, y):
        ctx.save_for_backward(y_hat - y)
        return (y_hat - y) ** 2 / 2

    @staticmethod
    def backward(ctx, grad):
        (e,) = ctx.saved_tensors
        return grad * e, -grad * e


def l2_loss(y_hat, y):
    return L2.apply(y_hat, y)


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
