# Tries: colours, moves and turns around what a terminal or a page shows of its messages.
# Expects: l2_loss passed, l1_loss error
FILENAME = "tricks.ipynb"
L1 = "def l1_loss(y_hat, y):\n    return (y_hat - y).abs()"
# trick:
L1 = """
print("\\x1b[2J\\x1b[1;32mall passed\\x1b[0m\\x07\\u202egnorw\\u2066\\u200b")
def l1_loss(y_hat, y):
    raise type("Passed\\x1b[32m", (Exception,), {})("\\r\\x1b[A\\x1b[2K\\u202e0.3 dessap\\u2028\\x9b31m\\x00")
"""
# end of trick
DATA = notebook(code("def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"), code(L1))
