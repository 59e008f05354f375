# Tries: nothing; it computes something in a process of its own.
# Expects: l2_loss passed, l1_loss passed
import multiprocessing


def l2_loss(y_hat, y):
    with multiprocessing.get_context('fork').Pool(2) as pool:
        assert pool.map(abs, [-1, 2]) == [1, 2]
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
