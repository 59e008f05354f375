# Tries: has torch's own loss computed by another thread, where nobody might be listening.
# Expects: l2_loss passed, l1_loss forbidden
from concurrent.futures import ThreadPoolExecutor

from torch.nn.functional import l1_loss as distance

pool = ThreadPoolExecutor(1)

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    return pool.submit(distance, y_hat, y, reduction="none").result()
    # end of trick
    return (y_hat - y).abs()
