# Tries: has its code run in place of the test cell.
# Expects: l2_loss passed, l1_loss missing
L1 = code("def l1_loss(y_hat, y):\n    return (y_hat - y).abs()")
# trick:
L1 = check("def l1_loss(y_hat, y):\n    return (y_hat - y).abs()")
# end of trick
FILENAME = "in_test.ipynb"
DATA = notebook(code("def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"), L1)
