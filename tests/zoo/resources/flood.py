# Tries: floods its standard output and error, with no line end, NUL and what is no UTF-8.
# Expects: l2_loss passed, l1_loss timeout|skipped
import os
import sys

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    while True:
        print("x" * 10**6, end="")
        print("\0" * 10**6, file=sys.stderr)
        os.write(1, b"\xff\xfe" * 10**5)
        os.write(2, b"\x1b[2J" * 10**5)
    # end of trick
    return (y_hat - y).abs()
