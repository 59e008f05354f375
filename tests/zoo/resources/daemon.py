# Tries: leaves a process that has left its session, its parent and its group, and burns time.
# Expects: l2_loss passed, l1_loss failed
import os
import signal

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            while True:
                pass
        os._exit(0)
    return y_hat
    # end of trick
    return (y_hat - y).abs()
