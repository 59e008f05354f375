# Tries: waits for a lock that it holds itself.
# Expects: l2_loss passed, l1_loss timeout|skipped
import threading

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

lock = threading.Lock()


def l1_loss(y_hat, y):
    # trick:
    lock.acquire()
    # end of trick
    with lock:
        return (y_hat - y).abs()
