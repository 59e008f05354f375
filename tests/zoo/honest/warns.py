# Tries: nothing; it warns, and logs at all levels.
# Expects: l2_loss passed, l1_loss passed
import logging
import warnings

logging.basicConfig(level=0)


def l2_loss(y_hat, y):
    warnings.warn('careful')
    logging.error('nothing is wrong')
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
