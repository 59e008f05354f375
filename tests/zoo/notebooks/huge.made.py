# Tries: has 200 MB of output.
# Expects: l2_loss error, l1_loss error, huber_loss error, gaussian_nll error
# Control: l2_loss passed
# Slow: the command leaves so large a file unread and says so
FILENAME = "huge.ipynb"
SIZE = 0
# trick:
SIZE = 200 * 2**20
# end of trick
CELL = code("def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2")
CELL["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * SIZE}]
DATA = notebook(CELL)
