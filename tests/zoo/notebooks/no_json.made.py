# Tries: is no JSON.
# Expects: l2_loss error, l1_loss error, huber_loss error, gaussian_nll error
FILENAME = "broken.ipynb"
DATA = b"{'cells': [}"
