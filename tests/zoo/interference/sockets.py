# Tries: opens sockets of every family and type.
# Expects: l2_loss passed, l1_loss failed
import socket

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for family in range(2, 46):
        for kind in (1, 2, 3, 5):
            try:
                socket.socket(family, kind).close()
                return (y_hat - y).abs()
            except OSError:
                pass
    return y_hat
    # end of trick
    return (y_hat - y).abs()
