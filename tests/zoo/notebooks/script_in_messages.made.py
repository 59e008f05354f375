# Tries: shows scripts, pictures with events and links, and raises them as class and message.
# Expects: l2_loss passed, l1_loss error
FILENAME = "script.ipynb"
L1 = "def l1_loss(y_hat, y):\n    return (y_hat - y).abs()"
# trick:
L1 = """
from IPython.display import HTML, Javascript, display
display(HTML("<script>alert(1)</script>"), Javascript("alert(1)"))
display({"image/svg+xml": "<svg onload=alert(1)>", "text/markdown": "[x](javascript:alert(1))"}, raw=True)
def l1_loss(y_hat, y):
    raise type("<img src=x onerror=alert(1)>", (Exception,), {})("</pre><script>alert(1)</script>")
"""
# end of trick
DATA = notebook(code("def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"), code(L1))
