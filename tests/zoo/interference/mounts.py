# Tries: mounts, unshares, enters and changes roots.
# Expects: l2_loss passed, l1_loss failed
import ctypes
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

libc = ctypes.CDLL(None, use_errno=True)


def l1_loss(y_hat, y):
    # trick:
    tries = [
        libc.mount(b"none", b"/student", b"tmpfs", 0, None),
        libc.mount(b"/", b"/student", None, 4096, None),
        libc.mount(b"none", b"/usr", None, 32 | 4096, None),
        libc.umount2(b"/usr", 2), libc.umount2(b"/proc", 2),
        libc.unshare(0x10000000), libc.unshare(0x20000), libc.unshare(0x10000000 | 0x40000000),
        libc.chroot(b"/student"), libc.setns(0, 0), libc.pivot_root(b"/student", b"/student"),
        libc.syscall(428, -100, b"/", 1), libc.syscall(430, b"tmpfs", 0), libc.syscall(435, 0, 0),
    ]
    if any(result != -1 for result in tries):
        return (y_hat - y).abs()
    return y_hat
    # end of trick
    return (y_hat - y).abs()
