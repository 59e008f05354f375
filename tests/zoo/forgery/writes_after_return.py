# Tries: has a thread write replies after the call has returned.
# Expects: l2_loss passed, l1_loss failed|protocol
import socket
import sys
import threading

from autograder import wire

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def channel():
    """The socket to the judge, and the number of the call that is being answered."""
    frame = sys._getframe()
    while not isinstance(frame.f_locals.get("sock"), socket.socket):
        frame = frame.f_back
    return frame.f_locals["sock"], frame.f_locals["call"]

def l1_loss(y_hat, y):
    # trick:
    sock, call = channel()

    def write():
        while True:
            wire.send(sock, call + 1, wire.Record("returned", {"value": y_hat}))

    threading.Thread(target=write, daemon=True).start()
    return y_hat
    # end of trick
    return (y_hat - y).abs()
