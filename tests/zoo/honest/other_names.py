# Tries: nothing; it names its parameters differently.
# Expects: l2_loss passed, l1_loss passed
def l2_loss(prediction, label):
    return (prediction - label) ** 2 / 2


def l1_loss(a, b):
    return (a - b).abs()
