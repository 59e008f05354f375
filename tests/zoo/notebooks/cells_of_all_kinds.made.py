# Tries: has cells whose parts are of all types but the right ones.
# Expects: l2_loss error, l1_loss error, huber_loss error, gaussian_nll error
FILENAME = "kinds.ipynb"
DATA = notebook(None, 7, [], {"cell_type": 5}, {"cell_type": "code", "source": {"a": 1}},
                {"cell_type": "code", "source": [1, 2], "metadata": [3]})
