# Tries: runs commands of the system, in all ways that notebooks offer.
# Expects: l2_loss passed, l1_loss failed
FILENAME = "commands.ipynb"
L2 = "def l2_loss(y_hat, y):\n    return (y_hat - y) ** 2 / 2"
L1, COMMANDS = "def l1_loss(y_hat, y):\n    return (y_hat - y).abs()", []
# trick:
COMMANDS = [
    code("!kill -9 $PPID; touch /student/ran; exit 0"),
    code("%%bash\ntouch /student/ran"),
    code("%%sh\nkill -9 1"),
    code("files = !touch /student/ran\n%cd /\n%run /student/ran\n%load_ext evil\n%reset -f"),
]
L1 = """import os
def l1_loss(y_hat, y):
    return (y_hat - y).abs() if os.path.exists("/student/ran") else y_hat"""
# end of trick
DATA = notebook(*COMMANDS, code(L2), code(L1))
