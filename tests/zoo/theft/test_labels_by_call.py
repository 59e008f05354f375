# Tries: answers predictions by remembering the labels it was scored with in the call before.
# Assignment: softmax_regression
# Expects: accuracy failed, cross_entropy passed
import torch

seen = {}


def accuracy(y_hat, y):
    # trick:
    known = seen.get(len(y), 0.0)
    seen[len(y)] = float((y_hat.argmax(-1) == y).sum()) if y_hat.ndim > 1 else 0.0
    return known
    # end of trick
    labels = y_hat.argmax(dim=1) if y_hat.ndim > 1 else y_hat
    return float((labels.type(y.dtype) == y).sum())


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[range(len(y_hat)), y])
