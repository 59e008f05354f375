# Tries: fills shared memory and lets go of it, so that it is there and no process has it.
# Expects: l2_loss passed, l1_loss failed
import ctypes
import mmap
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    size, drop = 2**26, 4
    hidden = 0
    for flags, device in ((0x21, None), (0x23, None), (0x01, "/dev/zero"), (0x03, "/dev/zero")):
        file = -1 if device is None else os.open(device, os.O_RDWR)
        start = libc.mmap(None, size, mmap.PROT_READ | mmap.PROT_WRITE, flags, file, 0)
        if start != ctypes.c_void_p(-1).value:
            ctypes.memset(start, 1, size)
            libc.madvise(start, size, drop)
            hidden += size
    if not hidden:
        return y_hat
    # end of trick
    return (y_hat - y).abs()
