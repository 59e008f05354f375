# Tries: nests brackets deeper than Python's parser can follow.
# Expects: l2_loss passed, l1_loss error|missing
# Control: l2_loss passed, l1_loss missing
FILENAME = "nested.py"
DATA = b"def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2\n\n\n"
# trick:
DATA += b"def l1_loss(y_hat, y):\n    return " + b"(" * 50_000 + b"0" + b")" * 50_000 + b"\n"
# end of trick
