# Tries: raises an exception that is its own cause.
# Expects: l2_loss passed, l1_loss error

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    first, second = ValueError("first"), KeyError("second")
    first.__cause__, second.__cause__ = second, first
    first.__context__, second.__context__ = second, first
    raise first
    # end of trick
    return (y_hat - y).abs()
