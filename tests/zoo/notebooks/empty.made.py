# Tries: is empty.
# Expects: l2_loss error, l1_loss error, huber_loss error, gaussian_nll error
FILENAME = "empty.ipynb"
DATA = b""
