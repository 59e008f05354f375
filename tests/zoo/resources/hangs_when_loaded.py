# Tries: loops for ever when the file is run.
# Expects: l2_loss passed, l1_loss passed
# Slow: it takes as long as a cell may

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
# trick:
while True:
    pass
# end of trick


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
