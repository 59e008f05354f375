# Tries: nothing; it counts its calls in a global variable.
# Expects: l2_loss passed, l1_loss passed
calls = 0
history = []


def l2_loss(y_hat, y):
    global calls
    calls += 1
    history.append(y)
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
