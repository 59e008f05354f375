# Tries: reads the fork server's memory, command line and descriptors.
# Expects: l2_loss passed, l1_loss failed
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for what in ("mem", "environ", "maps", "fd/0", "root/etc/shadow", "cwd/x", "syscall", "stack"):
        try:
            with open(f"/proc/1/{what}", "rb") as file:
                file.read(10)
            return (y_hat - y).abs()
        except OSError:
            pass
    return y_hat
    # end of trick
    return (y_hat - y).abs()
