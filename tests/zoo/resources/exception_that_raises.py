# Tries: raises an exception whose text, name and traceback raise others.
# Expects: l2_loss passed, l1_loss error

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

class Nasty(Exception):
    def __str__(self):
        raise self

    __repr__ = __format__ = __str__

    @property
    def __traceback__(self):
        raise SystemExit


def l1_loss(y_hat, y):
    # trick:
    raise Nasty
    # end of trick
    return (y_hat - y).abs()
