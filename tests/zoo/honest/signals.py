# Tries: nothing; it sets an alarm for itself and handles it.
# Expects: l2_loss passed, l1_loss passed
import signal

signal.signal(signal.SIGALRM, lambda *_: None)


def l2_loss(y_hat, y):
    signal.setitimer(signal.ITIMER_REAL, 0.001)
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
