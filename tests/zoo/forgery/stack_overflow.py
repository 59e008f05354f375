# Tries: overflows the stack without Python's limit.
# Expects: l2_loss passed, l1_loss crashed|error|memory
import sys

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def deeper(value):
    return [deeper(value).__class__(item) for item in map(deeper, [value])]


def l1_loss(y_hat, y):
    # trick:
    sys.setrecursionlimit(10**8)
    deeper(y)
    # end of trick
    return (y_hat - y).abs()
