# Tries: nothing; it returns views of other shapes' storage.
# Expects: l2_loss passed, l1_loss passed
def l2_loss(y_hat, y):
    return ((y_hat - y) ** 2 / 2).reshape(-1).view(y.shape)


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
