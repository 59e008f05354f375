# Tries: tells the judge itself what loading the file has found, and then hangs.
# Expects: l2_loss crashed|missing|error|protocol, l1_loss crashed|missing|error|protocol
# Slow: the cell is stopped when its time is up
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

# trick:
loaded = {"stubs": [], "names": ["l1_loss", "l2_loss"], "faults": [], "cells": 1, "outputs": {}, "threads": 2}
wire.send(*channel(), wire.Record("loaded", loaded))
raise SystemExit
# end of trick


def l1_loss(y_hat, y):
    # trick:
    return y_hat
    # end of trick
    return (y_hat - y).abs()
