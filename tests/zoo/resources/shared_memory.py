# Tries: fills memory with shared maps, which some limits do not count.
# Expects: l2_loss passed, l1_loss error|memory
import mmap

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    hoard = []
    while True:
        hoard.append(mmap.mmap(-1, 2**28))
    # end of trick
    return (y_hat - y).abs()
