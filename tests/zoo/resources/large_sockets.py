# Tries: makes a socket in which gigabytes may wait.
# Expects: l2_loss passed, l1_loss error
import socket

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    one, other = socket.socketpair()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**30)
    # end of trick
    return (y_hat - y).abs()
