# Tries: says that all is well when Python ends, by atexit, a finalizer and an exit handler of threads.
# Expects: l2_loss passed, l1_loss failed|crashed
import atexit
import os
import threading
import weakref

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

class Anything:
    pass


def l1_loss(y_hat, y):
    # trick:
    global kept
    kept = Anything()
    atexit.register(os._exit, 0)
    weakref.finalize(kept, os._exit, 0)
    threading._register_atexit(os._exit, 0)
    return y_hat
    # end of trick
    return (y_hat - y).abs()
