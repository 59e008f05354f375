# Tries: fills the disk with one file.
# Expects: l2_loss passed, l1_loss crashed|error

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    with open("big", "wb") as file:
        while True:
            file.write(bytes(2**20))
    # end of trick
    return (y_hat - y).abs()
