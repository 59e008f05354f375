# Tries: raises SystemExit and KeyboardInterrupt when the file is run.
# Expects: l2_loss passed, l1_loss failed

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
# trick:
raise SystemExit(0)
raise KeyboardInterrupt
# end of trick


def l1_loss(y_hat, y):
    # trick:
    return y_hat
    # end of trick
    return (y_hat - y).abs()
