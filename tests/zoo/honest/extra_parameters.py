# Tries: nothing; it has more parameters than asked for, with defaults.
# Expects: l2_loss passed, l1_loss passed
def l2_loss(y_hat, y, factor=0.5, *, verbose=False, **options):
    return factor * (y_hat - y) ** 2


def l1_loss(y_hat, y, /, *rest):
    return (y_hat - y).abs()
