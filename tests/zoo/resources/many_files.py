# Tries: makes as many files as it can.
# Expects: l2_loss passed, l1_loss timeout|skipped

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    number = 0
    while True:
        open(f"/tmp/{number}", "w").close()
        number += 1
    # end of trick
    return (y_hat - y).abs()
