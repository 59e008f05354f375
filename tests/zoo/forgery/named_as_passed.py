# Tries: raises an exception whose class, module and text say that it passed.
# Expects: l2_loss passed, l1_loss error

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

class PASSED(Exception):
    __module__ = "passed"
    status, points = "passed", 2.0


def l1_loss(y_hat, y):
    # trick:
    raise PASSED("passed")
    # end of trick
    return (y_hat - y).abs()
