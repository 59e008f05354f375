# Tries: ends the kernel in a cell, by all the names there are for it.
# Expects: l2_loss passed, l1_loss passed
FILENAME = "exits.ipynb"
EXITS = []
# trick:
EXITS = [code("exit"), code("quit()"), code("raise SystemExit"), code("import os; os._exit(0)"),
         code("get_ipython().ask_exit()"), code("get_ipython().kernel.do_shutdown(False)")]
# end of trick
L1 = "def l1_loss(y_hat, y):\n    return (y_hat - y).abs()"
DATA = notebook(*EXITS, code("def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"), code(L1))
