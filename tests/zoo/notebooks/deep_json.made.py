# Tries: nests lists a hundred thousand deep.
# Expects: l2_loss error, l1_loss error, huber_loss error, gaussian_nll error
FILENAME = "deep.ipynb"
DATA = b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
