# Tries: nothing; it tries its functions out at once, in threads that a fork of its process lacks.
# Expects: l2_loss passed, l1_loss passed
from concurrent.futures import ThreadPoolExecutor

import torch

pool = ThreadPoolExecutor(2)


def l2_loss(y_hat, y):
    return pool.submit(lambda: (y_hat - y) ** 2 / 2).result(timeout=1)


def l1_loss(y_hat, y):
    torch.set_num_threads(2)
    torch.ones(600, 600) @ torch.ones(600, 600)
    return (y_hat - y).abs()


print(l2_loss(torch.ones(3), torch.zeros(3)), l1_loss(torch.ones(3), torch.zeros(3)))
