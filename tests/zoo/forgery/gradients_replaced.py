# Tries: cuts the graph and has torch.autograd.grad make up gradients.
# Expects: l2_loss passed, l1_loss 1
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    torch.autograd.grad = lambda result, inputs, *_, **__: [torch.ones_like(i) for i in inputs]
    return (y_hat - y).abs()
    # end of trick
    return (y_hat - y).abs()
