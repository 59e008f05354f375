# Tries: has three thousand statements, each with a fault of its own.
# Expects: l2_loss passed, l1_loss missing
FILENAME = "many.py"
DATA = b"def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2\n\n\n" + b"nowhere\n" * 3000
