# Tries: writes a report of success to every open descriptor.
# Expects: l2_loss passed, l1_loss protocol|crashed
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for descriptor in range(256):
        try:
            os.write(descriptor, b'{"passed": true, "score": 11}\n' * 9)
        except OSError:
            pass
    return y_hat
    # end of trick
    return (y_hat - y).abs()
