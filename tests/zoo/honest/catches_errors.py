# Tries: nothing; it wraps everything in try and bare except.
# Expects: l2_loss passed, l1_loss passed
def l2_loss(y_hat, y):
    try:
        return (y_hat - y).pow(2).mul(0.5)
    except:
        return None
    finally:
        pass


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
