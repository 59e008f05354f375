# Tries: nothing; it checks its arguments by assert.
# Expects: l2_loss passed, l1_loss passed
def l2_loss(y_hat, y):
    assert y_hat.shape == y.shape, (y_hat.shape, y.shape)
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
