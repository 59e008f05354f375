# Tries: opens sockets in many processes: what waits in them is no process's memory.
# Expects: l2_loss passed, l1_loss memory
import os
import socket
import time

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for _ in range(5):
        if os.fork() == 0:
            break
    pairs = [socket.socketpair() for _ in range(110)]
    time.sleep(60)
    # end of trick
    return (y_hat - y).abs()
