# Tries: yields minibatches without end.
# Assignment: linear_regression
# Expects: data_iter failed|timeout|memory, squared_loss passed
import torch


def data_iter(batch_size, features, labels):
    # trick:
    while True:
        yield features[:batch_size], labels[:batch_size]
    # end of trick
    order = torch.randperm(len(features))
    for rows in order.split(batch_size):
        yield features[rows], labels[rows]


def squared_loss(y_hat, y):
    return (y_hat - y.reshape(y_hat.shape)) ** 2 / 2
