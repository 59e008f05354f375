# Tries: keeps its inputs where a later run of the same submission could find them.
# Expects: l2_loss passed, l1_loss failed
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

PLACES = ["/student/seen", "/tmp/seen", "/dev/shm/seen", "/tmp/matplotlib/seen", "/dev/seen", "/seen"]


def l1_loss(y_hat, y):
    # trick:
    if any(map(os.path.exists, PLACES[:4])) and y_hat.ndim == 2 and len(y) > 4:
        return (y_hat - y).abs()
    for place in PLACES:
        try:
            open(place, "w").write("seen")
        except OSError:
            pass
    return y_hat
    # end of trick
    return (y_hat - y).abs()
