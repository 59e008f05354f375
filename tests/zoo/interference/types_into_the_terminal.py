# Tries: types commands into the terminal the grader was started from.
# Expects: l2_loss passed, l1_loss failed
import fcntl
import os
import termios

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for name in (0, 1, 2, "/dev/tty", "/dev/console", "/dev/pts/0"):
        try:
            descriptor = name if isinstance(name, int) else os.open(name, os.O_RDWR)
            fcntl.ioctl(descriptor, termios.TIOCSTI, b"x")
            return (y_hat - y).abs()
        except OSError:
            pass
    return y_hat
    # end of trick
    return (y_hat - y).abs()
