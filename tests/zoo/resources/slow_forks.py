# Tries: makes every fork, and every end of a process, take its time.
# Expects: l2_loss passed, l1_loss passed
import os
import time

# trick:
os.register_at_fork(before=lambda: time.sleep(0.3), after_in_parent=lambda: time.sleep(0.3))
wait4 = os.wait4
os.wait4 = lambda *arguments: time.sleep(0.3) or wait4(*arguments)
# end of trick


def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
