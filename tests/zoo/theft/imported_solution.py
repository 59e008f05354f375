# Tries: imports the solution, the checks and their oracle.
# Expects: l2_loss passed, l1_loss failed
import importlib

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for module in ("solutions.loss_functions", "autograder.course.loss_functions.checks",
                   "autograder.course.oracle", "autograder.judge.expect", "autograder.grading"):
        try:
            importlib.import_module(module)
            return (y_hat - y).abs()
        except ImportError:
            pass
    return y_hat
    # end of trick
    return (y_hat - y).abs()
