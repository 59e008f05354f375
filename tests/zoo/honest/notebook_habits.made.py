# Tries: nothing; it uses a notebook's habits: magics, display, top-level await, a question mark, commands.
# Expects: l2_loss passed, l1_loss passed
FILENAME = "habits.ipynb"
CELLS = [
    "%matplotlib inline\n%load_ext autoreload\n%autoreload 2\nimport torch",
    "!pip install torch\n%pip install numpy\nfrom autograder import check",
    "%%time\ndef l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2",
    "check(l2_loss)\nl2_loss?\ndisplay(l2_loss)\n_",
    "import asyncio\nawait asyncio.sleep(0)\ndef l1_loss(y_hat, y):\n    return (y_hat - y).abs()",
    "%timeit -n1 -r1 l1_loss(torch.ones(2), torch.ones(2))",
    "l1_loss(torch.ones(2), torch.zeros(2));",
]
DATA = notebook(*map(code, CELLS))
