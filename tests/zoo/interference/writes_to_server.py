# Tries: writes to the server's memory and settings through /proc.
# Expects: l2_loss passed, l1_loss failed
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for name in ("mem", "oom_score_adj", "timerslack_ns", "clear_refs", "comm", "coredump_filter",
                 "uid_map", "setgroups", "autogroup", "loginuid"):
        try:
            with open(f"/proc/1/{name}", "r+b", buffering=0) as file:
                file.write(b"0")
            return (y_hat - y).abs()
        except OSError:
            pass
    return y_hat
    # end of trick
    return (y_hat - y).abs()
