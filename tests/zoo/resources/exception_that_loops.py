# Tries: raises an exception whose text is never done.
# Expects: l2_loss passed, l1_loss timeout|skipped

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

class Endless(Exception):
    def __str__(self):
        while True:
            pass


def l1_loss(y_hat, y):
    # trick:
    raise Endless
    # end of trick
    return (y_hat - y).abs()
