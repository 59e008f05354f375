# Tries: has a cell that is no Python beside one that is.
# Expects: l2_loss passed, l1_loss error
FILENAME = "broken.ipynb"
L1 = "def l1_loss(y_hat, y):\n    return (y_hat - y).abs()"
# trick:
L1 = "def l1_loss(y_hat, y):\n    return (y_hat - y.abs("
# end of trick
DATA = notebook(code("def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"), code(L1))
