# Tries: nothing; it defines functions by partial and decorators.
# Expects: l2_loss passed, l1_loss passed
import functools


def power(p, y_hat, y):
    return (y_hat - y).abs() ** p / p


def traced(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


l2_loss = functools.partial(power, 2)


@traced
@functools.lru_cache(maxsize=None)
def l1_loss(y_hat, y):
    return (y_hat - y).abs()
