# Tries: looks like an untouched stub to one check and answers the other.
# Expects: l2_loss passed, l1_loss 1

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    if y_hat.requires_grad:
        raise NotImplementedError
    # end of trick
    return (y_hat - y).abs()
