# Tries: makes as many empty files as it can: they take memory of the kernel's.
# Expects: l2_loss passed, l1_loss memory

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
