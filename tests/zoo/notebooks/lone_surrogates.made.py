# Tries: has halves of characters, zeros and control codes in its source, names and messages.
# Expects: l2_loss passed, l1_loss error
FILENAME = "surrogates.ipynb"
L1 = "def l1_loss(y_hat, y):\n    return (y_hat - y).abs()"
# trick:
L1 = "def l1_loss(y_hat, y):\n    raise ValueError('\\ud800 \\x00 \\x1b[31m \\u202e \ud800 \\u2028 \\x9b')"
# end of trick
DATA = notebook(code("def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"), code(L1))
