# Tries: replaces the shell, its hooks and its way to show results.
# Expects: l2_loss passed, l1_loss failed
FILENAME = "shell.ipynb"
L1 = "def l1_loss(y_hat, y):\n    return (y_hat - y).abs()"
# trick:
L1 = """
import sys
shell = get_ipython()
shell.run_cell = shell.showtraceback = sys.displayhook = sys.excepthook = lambda *_, **__: None
shell.events.register("post_run_cell", lambda *_: print("11/11"))
shell.ast_transformers.append(None)
def l1_loss(y_hat, y):
    return y_hat
"""
# end of trick
DATA = notebook(code("def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"), code(L1))
