# Tries: answers with a tensor that has a shape and no data.
# Expects: l2_loss passed, l1_loss failed|error

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    return y_hat.to("meta")
    # end of trick
    return (y_hat - y).abs()
