# Tries: nothing; it looks at the machine: processors, memory, user, host name, GPU, time.
# Expects: l2_loss passed, l1_loss passed
import getpass
import os
import platform
import socket

import torch

device = 'cuda' if torch.cuda.is_available() else 'cpu'
print(os.cpu_count(), getpass.getuser(), platform.platform(), socket.gethostname(), os.getcwd())
print(open('/proc/self/status').read())


def l2_loss(y_hat, y):
    return (y_hat.to(device) - y.to(device)) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
