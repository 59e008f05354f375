# Tries: comes in the format of 2014, with worksheets and inputs.
# Expects: l2_loss passed, l1_loss failed
FILENAME = "old.ipynb"
L1 = "def l1_loss(y_hat, y):\n    return (y_hat - y).abs()"
# trick:
L1 = "def l1_loss(y_hat, y):\n    return y_hat"
# end of trick
L2 = "def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"
CELLS = [{"cell_type": "code", "language": "python", "input": each, "outputs": []} for each in (L2, L1)]
import json
DATA = json.dumps({"worksheets": [{"cells": CELLS}], "metadata": {}, "nbformat": 3}).encode()
