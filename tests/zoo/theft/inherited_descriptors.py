# Tries: reads whatever is behind descriptors it has inherited, and through their links in /proc.
# Expects: l2_loss passed, l1_loss error
import os
import stat

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    found = []
    for descriptor in range(256):
        try:
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                found.append(os.pread(descriptor, 100, 0))
            for process in ("self", "1", os.getppid()):
                target = os.readlink(f"/proc/{process}/fd/{descriptor}")
                if os.path.isfile(target):
                    found.append(open(target, "rb").read(100))
        except OSError:
            pass
    raise RuntimeError(f"found {found}")
    # end of trick
    return (y_hat - y).abs()
