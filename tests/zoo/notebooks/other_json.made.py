# Tries: is JSON, but no notebook.
# Expects: l2_loss error, l1_loss error, huber_loss error, gaussian_nll error
FILENAME = "list.ipynb"
DATA = b'[{"cells": [{"cell_type": "code", "source": "passed = True"}]}]'
