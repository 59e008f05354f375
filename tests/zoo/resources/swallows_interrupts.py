# Tries: loops for ever and swallows every exception, KeyboardInterrupt included.
# Expects: l2_loss passed, l1_loss timeout|skipped

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
    # end of trick
    return (y_hat - y).abs()
