# Tries: nothing; it computes in threads.
# Expects: l2_loss passed, l1_loss passed
from concurrent.futures import ThreadPoolExecutor

import torch

torch.set_num_threads(2)


def l2_loss(y_hat, y):
    with ThreadPoolExecutor(2) as pool:
        return pool.submit(lambda: (y_hat - y) ** 2 / 2).result()


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
