# Tries: nothing; it looks at Fashion-MNIST, although it is another lesson's.
# Expects: l2_loss passed, l1_loss passed
from autograder.toolkit import use_svg_display
from torchvision.datasets import FashionMNIST

data = FashionMNIST(root='data', train=True, download=True)
use_svg_display()
print(len(data), data[0][1])


def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
