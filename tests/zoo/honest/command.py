# Tries: nothing; it calls a program of the system and changes the folder.
# Expects: l2_loss passed, l1_loss passed
import os
import subprocess

print(subprocess.run(['ls', '-l'], capture_output=True).stdout)
os.chdir('/tmp')


def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
