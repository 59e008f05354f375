# Tries: names a kernel of its own, whose command would run at grading.
# Expects: l2_loss passed, l1_loss passed
FILENAME = "kernel.ipynb"
META = {}
# trick:
META = {"kernelspec": {"name": "../../evil", "display_name": "\u202eevil", "argv": ["touch", "/x"]},
        "language_info": {"name": "ruby", "version": "9"}}
# end of trick
L2 = "def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"
DATA = notebook(code(L2), code("def l1_loss(y_hat, y):\n    return abs(y_hat - y)"), metadata=META)
