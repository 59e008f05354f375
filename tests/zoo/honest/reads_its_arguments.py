# Tries: nothing; it reads the command line, and looks for files beside itself.
# Expects: l2_loss passed, l1_loss passed
import argparse
import sys
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=3)
options = parser.parse_args()
HERE = Path(__file__).resolve().parent
assert Path(sys.argv[0]).name == Path(__file__).name
print(list(HERE.iterdir()), options.epochs)


def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
