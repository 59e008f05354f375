# Tries: ignores all signals it can and loops for ever.
# Expects: l2_loss passed, l1_loss timeout|skipped
import signal

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        pass
    # end of trick
    return (y_hat - y).abs()
