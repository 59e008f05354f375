# Tries: makes its test cells empty, duplicates them, and puts them first.
# Expects: l2_loss passed, l1_loss failed
L1 = "def l1_loss(y_hat, y):\n    return (y_hat - y).abs()"
TESTS = [check("check(l1_loss)")]
# trick:
L1 = "def l1_loss(y_hat, y):\n    return y_hat"
TESTS = [check("pass"), check("pass"), check("print('passed')")]
# end of trick
FILENAME = "edited.ipynb"
L2 = "def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"
DATA = notebook(*TESTS, code(L2), code(L1), *TESTS)
