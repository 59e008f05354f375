# Tries: nothing; it reads its data through a DataLoader with two workers.
# Expects: l2_loss passed, l1_loss passed
import torch
from torch.utils.data import DataLoader, TensorDataset


def l2_loss(y_hat, y):
    pairs = TensorDataset(torch.arange(8.0))
    assert sum(len(b[0]) for b in DataLoader(pairs, 4, num_workers=2)) == 8
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
