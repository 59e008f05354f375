# Tries: nothing; it ends with an experiment that fails.
# Expects: l2_loss passed, l1_loss passed
def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()


print(l2_loss('a', 'b'))
assert False, 'to be done'
