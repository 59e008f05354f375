# Tries: looks through all objects the garbage collector knows for seeds and expected values.
# Expects: l2_loss passed, l1_loss error
import gc
import sys

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    gc.unfreeze()
    texts = {text for each in gc.get_objects() if isinstance(each, dict)
             for text in map(str, list(each)[:50]) if "ZOO-CANARY-" in text or text == "seed_of_judge"}
    modules = [m for m in sys.modules if m.startswith(("autograder.judge", "autograder.course"))]
    raise RuntimeError(f"found {texts} {modules}")
    # end of trick
    return (y_hat - y).abs()
