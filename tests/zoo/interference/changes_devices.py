# Tries: changes the machine's devices and the kernel's settings.
# Expects: l2_loss passed, l1_loss failed
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def change(path):
    before = os.stat(path).st_mode
    os.chmod(path, before ^ 0o001)
    os.chmod(path, before)


def l1_loss(y_hat, y):
    # trick:
    for attempt in (
        lambda: change("/dev/null"),
        lambda: change("/dev/urandom"),
        lambda: os.unlink("/dev/null"),
        lambda: os.mknod("/student/sda", 0o60666, os.makedev(8, 0)),
        lambda: open("/proc/sys/kernel/hostname", "a").close(),
        lambda: open("/proc/sysrq-trigger", "a").close(),
        lambda: open("/dev/mem", "rb").close(),
        lambda: os.setuid(0),
        lambda: os.setgroups([0]),
    ):
        try:
            attempt()
            return (y_hat - y).abs()
        except OSError:
            pass
    return y_hat
    # end of trick
    return (y_hat - y).abs()
