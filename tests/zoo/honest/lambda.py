# Tries: nothing; it defines functions by lambda.
# Expects: l2_loss passed, l1_loss passed
l2_loss = lambda y_hat, y: (y_hat - y) ** 2 / 2
l1_loss = lambda y_hat, y: (y_hat - y).abs()
