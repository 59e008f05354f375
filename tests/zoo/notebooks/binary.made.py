# Tries: is a picture under the name of a Python file.
# Expects: l2_loss error, l1_loss error, huber_loss error, gaussian_nll error
FILENAME = "picture.py"
DATA = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9
