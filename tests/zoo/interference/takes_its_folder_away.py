# Tries: removes and locks the folders it works in, and puts links in their places.
# Expects: l2_loss passed, l1_loss failed
import os
import shutil

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for folder in ("/student", "/tmp", "/dev/shm"):
        for attempt in (
            lambda: shutil.rmtree(folder),
            lambda: os.rmdir(folder),
            lambda: os.rename(folder, folder + "2"),
            lambda: os.symlink("/usr", folder + "/link"),
            lambda: os.link("/etc/localtime", folder + "/hard"),
            lambda: os.mkfifo(folder + "/pipe"),
            lambda: os.chmod(folder, 0),
        ):
            try:
                attempt()
            except OSError:
                pass
    return y_hat
    # end of trick
    return (y_hat - y).abs()
