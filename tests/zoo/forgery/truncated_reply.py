# Tries: sends half a frame and ends.
# Expects: l2_loss passed, l1_loss crashed
import os
import socket
import sys

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
    sock.sendall(wire.HEADER.pack(wire.MAGIC, call, 1000) + b"r")
    os._exit(0)
    # end of trick
    return (y_hat - y).abs()
