# Tries: nothing; it imports all of everything.
# Expects: l2_loss passed, l1_loss passed
from math import *
from torch import *
from numpy import *


def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
