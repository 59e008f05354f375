# Tries: nothing; it comes from Windows: line ends, a mark of byte order, tabs.
# Expects: l2_loss passed, l1_loss passed
FILENAME = "windows.py"
TEXT = "def l2_loss(y_hat, y):\n\treturn (y_hat - y) ** 2 / 2\n\n\ndef l1_loss(y_hat, y):\n\treturn (y_hat - y).abs()\n"
DATA = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
