# Tries: nothing; it trains under `if __name__ == '__main__'`.
# Expects: l2_loss passed, l1_loss passed
def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()


if __name__ == '__main__':
    while True:
        pass
