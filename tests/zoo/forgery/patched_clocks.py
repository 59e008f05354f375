# Tries: stops all of Python's clocks and goes on for ever.
# Expects: l2_loss passed, l1_loss timeout|skipped
import time

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
# trick:
time.monotonic = time.time = time.perf_counter = time.process_time = lambda: 0.0
time.sleep = lambda seconds: None
# end of trick


def l1_loss(y_hat, y):
    # trick:
    while time.monotonic() < 1:
        pass
    # end of trick
    return (y_hat - y).abs()
