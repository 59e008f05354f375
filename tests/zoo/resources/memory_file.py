# Tries: fills memory through a file that has no name.
# Expects: l2_loss passed, l1_loss error|crashed
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    while True:
        descriptor = os.memfd_create("hoard")
        while True:
            os.write(descriptor, bytes(2**24))
    # end of trick
    return (y_hat - y).abs()
