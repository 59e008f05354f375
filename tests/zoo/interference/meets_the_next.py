# Tries: waits at a socket without a file for the next submission, to tell it what it was asked.
# Expects: l2_loss passed, l1_loss failed|error|protocol
import os
import socket

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    meeting = socket.socket(socket.AF_UNIX)
    if os.fork() == 0:
        os.setsid()
        meeting.bind("\0meeting")
        meeting.listen()
        while True:
            meeting.accept()
    return y_hat
    # end of trick
    return (y_hat - y).abs()
