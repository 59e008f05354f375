# Tries: replaces the encoder, so that every tensor goes out as the truth value True.
# Expects: l2_loss failed|protocol, l1_loss failed|protocol
import torch

import autograder.wire as wire

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
# trick:
encode = wire._encode
wire._encode = lambda value, *rest: encode(
    True if isinstance(value, torch.Tensor) else value, *rest
)
# end of trick


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
