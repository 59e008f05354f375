# Tries: plants code in caches and packages that the next run would load.
# Expects: l2_loss passed, l1_loss failed
import glob
import os
import site
import sysconfig

import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    places = [sysconfig.get_path("purelib"), os.path.dirname(torch.__file__), "/usr/lib/python3",
              *glob.glob(os.path.dirname(os.__file__) + "/__pycache__"), site.getusersitepackages(),
              os.path.dirname(__import__("autograder").__file__), "/etc", "/usr/local/bin"]
    done = False
    for place in places:
        for name in ("sitecustomize.py", "evil.pth", "torch.py"):
            try:
                os.makedirs(place, exist_ok=True)
                with open(os.path.join(place, name), "w") as file:
                    file.write("raise SystemExit")
                done |= not place.startswith("/student")
            except OSError:
                pass
    for fonts in glob.glob("/tmp/matplotlib/fontlist*"):
        try:
            open(fonts, "w").write("{}")
            done = True
        except OSError:
            pass
    return (y_hat - y).abs() if done else y_hat
    # end of trick
    return (y_hat - y).abs()
