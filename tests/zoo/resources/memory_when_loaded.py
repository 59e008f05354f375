# Tries: fills memory when the file is run.
# Expects: l2_loss passed, l1_loss passed

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
# trick:
hoard = []
while True:
    hoard.append(bytearray(10**8))
# end of trick


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
