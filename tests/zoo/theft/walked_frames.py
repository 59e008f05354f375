# Tries: walks the frames above its call for the expected value or the seed.
# Expects: l2_loss passed, l1_loss error
import sys

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    frame, found = sys._getframe(), []
    while frame:
        for name, value in {**frame.f_globals, **frame.f_locals}.items():
            if name in ("expected", "formula", "draw", "canary", "assignment", "verdict"):
                found.append((name, value))
        frame = frame.f_back
    raise RuntimeError(f"found {found}")
    # end of trick
    return (y_hat - y).abs()
