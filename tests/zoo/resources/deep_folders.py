# Tries: makes folders inside folders, thousands deep, that nobody may look into.
# Expects: l2_loss passed, l1_loss failed|error
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for _ in range(1000):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    while os.getcwd() != "/student":
        try:
            os.chmod(".", 0)
        except OSError:
            break
        break
    os.mkdir("/student/locked", 0o300)
    open("/student/locked/file", "w").close()
    return y_hat
    # end of trick
    return (y_hat - y).abs()
