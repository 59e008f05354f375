# Tries: fills memory with lists.
# Expects: l2_loss passed, l1_loss memory

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    hoard = [[0] * 10**7]
    while True:
        hoard.append(5 * hoard[-1])
    # end of trick
    return (y_hat - y).abs()
