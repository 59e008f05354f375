# Tries: leaves a key in the kernel's keyrings for the next submission, and shared memory and queues.
# Expects: l2_loss passed, l1_loss failed
import ctypes

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

libc = ctypes.CDLL(None, use_errno=True)


def l1_loss(y_hat, y):
    # trick:
    tries = [libc.syscall(248, b"user", b"answer", b"x", 1, -3), libc.syscall(250, 0, -3, 1),
             libc.shmget(7, 4096, 0o1666), libc.semget(7, 1, 0o1666), libc.msgget(7, 0o1666)]
    if any(result != -1 for result in tries):
        return (y_hat - y).abs()
    return y_hat
    # end of trick
    return (y_hat - y).abs()
