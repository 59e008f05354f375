# Tries: nothing; it registers a module of its own and imports from it.
# Expects: l2_loss passed, l1_loss passed
import sys
import types

helpers = types.ModuleType('helpers')
helpers.square = lambda x: x * x
sys.modules['helpers'] = helpers
from helpers import square


def l2_loss(y_hat, y):
    return square(y_hat - y) / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
