# Tries: nothing; it keeps its settings in a dataclass, an enumeration and a named tuple.
# Expects: l2_loss passed, l1_loss passed
from collections import namedtuple
from dataclasses import dataclass
from enum import Enum


@dataclass
class Settings:
    factor: float = 0.5


class Kind(Enum):
    L2 = 2


Pair = namedtuple('Pair', 'y_hat y')


def l2_loss(y_hat, y):
    pair = Pair(y_hat, y)
    return Settings().factor * (pair.y_hat - pair.y) ** Kind.L2.value


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
