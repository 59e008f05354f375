# Tries: loops for ever in the default value of a parameter.
# Expects: l2_loss passed, l1_loss missing|error
# Slow: it takes as long as a cell may

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

# trick:
def forever():
    while True:
        pass


def l1_loss(y_hat, y, delta=forever()):
    return (y_hat - y).abs()


# end of trick
# trick:
"""
# end of trick
def l1_loss(y_hat, y):
    return (y_hat - y).abs()
# trick:
"""
# end of trick
