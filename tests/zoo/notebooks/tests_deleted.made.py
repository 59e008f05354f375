# Tries: comes without the test cells that its functions would have failed.
# Expects: l2_loss passed, l1_loss failed
L1 = "def l1_loss(y_hat, y):\n    return (y_hat - y).abs()"
# trick:
L1 = "def l1_loss(y_hat, y):\n    return y_hat"
# end of trick
FILENAME = "deleted.ipynb"
DATA = notebook(code("def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"), code(L1))
