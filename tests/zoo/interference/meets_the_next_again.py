# Tries: is the second of the two who want to meet, by socket, file, shared memory or descriptor.
# Expects: l2_loss passed, l1_loss failed
import os
import socket

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    try:
        socket.socket(socket.AF_UNIX).connect("\0meeting")
        return (y_hat - y).abs()
    except OSError:
        pass
    if os.path.exists("/tmp/met") or os.path.exists("/dev/shm/met") or os.path.exists("met"):
        return (y_hat - y).abs()
    return y_hat
    # end of trick
    return (y_hat - y).abs()
