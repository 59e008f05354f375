# Tries: turns its test cell into markdown and its solution into a raw cell with a score.
# Expects: l2_loss passed, l1_loss missing
L1 = code("def l1_loss(y_hat, y):\n    return (y_hat - y).abs()")
TEST = check("check(l1_loss)")
# trick:
L1["cell_type"], TEST["cell_type"] = "raw", "markdown"
# end of trick
FILENAME = "retyped.ipynb"
DATA = notebook(code("def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"), L1, TEST)
