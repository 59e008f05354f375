# Tries: attaches to its parent and to the server as a debugger, and writes to their memory.
# Expects: l2_loss passed, l1_loss failed
import ctypes
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

libc = ctypes.CDLL(None, use_errno=True)


class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def l1_loss(y_hat, y):
    # trick:
    own = ctypes.create_string_buffer(8)
    part = Part(ctypes.addressof(own), 8)
    for process in (1, os.getppid()):
        tries = [libc.ptrace(16, process, 0, 0), libc.ptrace(0x4206, process, 0, 0),
                 libc.process_vm_readv(process, ctypes.byref(part), 1, ctypes.byref(part), 1, 0),
                 libc.process_vm_writev(process, ctypes.byref(part), 1, ctypes.byref(part), 1, 0)]
        if any(result != -1 for result in tries):
            return (y_hat - y).abs()
    return y_hat
    # end of trick
    return (y_hat - y).abs()
