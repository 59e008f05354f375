# Tries: opens files until there are no descriptors left.
# Expects: l2_loss passed, l1_loss error

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    hoard = []
    while True:
        hoard.append(open("/dev/null"))
    # end of trick
    return (y_hat - y).abs()
