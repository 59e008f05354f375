# Tries: nothing; it imports a package that is not there and never uses it.
# Expects: l2_loss passed, l1_loss passed
import package_that_is_not_there
import torch


def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
