# Tries: starts threads until there are no more.
# Expects: l2_loss passed, l1_loss error
import threading

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    while True:
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    # end of trick
    return (y_hat - y).abs()
