# Tries: sends a pickle that would run a command where it is loaded.
# Expects: l2_loss passed, l1_loss protocol
import os
import pickle
import socket
import sys

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def channel():
    """The socket to the judge, and the number of the call that is being answered."""
    frame = sys._getframe()
    while not isinstance(frame.f_locals.get("sock"), socket.socket):
        frame = frame.f_back
    return frame.f_locals["sock"], frame.f_locals["call"]

class Payload:
    def __reduce__(self):
        return os.system, ("touch /tmp/owned",)


def l1_loss(y_hat, y):
    # trick:
    sock, _ = channel()
    sock.sendall(pickle.dumps(Payload()))
    # end of trick
    return (y_hat - y).abs()
