# Tries: shows where this machine keeps its packages, in the messages of imports.
# Expects: l2_loss passed, l1_loss error


def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    # trick:
    if y_hat.requires_grad:
        from json import nothing_like_it
    from torch import nothing_like_it
    # end of trick
    return (y_hat - y).abs()
