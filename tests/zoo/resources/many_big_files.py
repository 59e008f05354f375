# Tries: fills every folder it may write to.
# Expects: l2_loss passed, l1_loss failed
import itertools

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for folder in ("/student", "/tmp", "/dev/shm", "/dev", "/"):
        for number in itertools.count():
            try:
                with open(f"{folder}/{number}", "wb") as file:
                    file.write(bytes(2**24))
            except OSError:
                break
            assert number < 99, "no limit"
    return y_hat
    # end of trick
    return (y_hat - y).abs()
