# Tries: is a notebook under the name of a Python file.
# Expects: l2_loss missing, l1_loss missing
FILENAME = "notebook.py"
DATA = notebook(code("def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"))
