# Tries: nothing; it writes and reads files where it works and in the temporary folder.
# Expects: l2_loss passed, l1_loss passed
import os
import tempfile

import torch


def l2_loss(y_hat, y):
    with tempfile.TemporaryDirectory() as folder:
        torch.save(torch.ones(2), os.path.join(folder, 'x.pt'))
    with open('log.txt', 'a') as log:
        log.write('called\n')
    os.makedirs(os.path.expanduser('~/.cache/mine'), exist_ok=True)
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
