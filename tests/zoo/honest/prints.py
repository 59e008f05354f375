# Tries: nothing; it prints in every call, to both streams.
# Expects: l2_loss passed, l1_loss passed
import sys


def l2_loss(y_hat, y):
    print('y_hat', y_hat, '\x1b[31m', end='')
    print(y, file=sys.stderr)
    return (y_hat - y) ** 2 / 2


print(l2_loss(1, 2))


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
