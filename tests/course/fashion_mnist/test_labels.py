"""Right answers, in many styles, to the exercises of lesson 4 in `labels`."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

NAMES = """
NAMES = ["t-shirt", "trouser", "pullover", "dress", "coat",
         "sandal", "shirt", "sneaker", "bag", "ankle boot"]
"""

RIGHT = {
    "get_fashion_mnist_labels": [
        "def get_fashion_mnist_labels(labels):\n    return [NAMES[int(i)] for i in labels]",
        "def get_fashion_mnist_labels(labels):\n    return tuple(NAMES[i] for i in labels)",
        """
        def get_fashion_mnist_labels(labels):
            result = []
            for label in labels:
                if isinstance(label, torch.Tensor):
                    label = label.item()
                result += [NAMES[label]]
            return result
        """,
        """
        def get_fashion_mnist_labels(labels):
            by_id = dict(enumerate(NAMES))
            return list(map(by_id.__getitem__, map(int, labels)))
        """,
        """
        import numpy as np

        def get_fashion_mnist_labels(labels):
            return [str(name) for name in np.array(NAMES)[np.array(list(labels), dtype=int)]]
        """,
        """
        def get_fashion_mnist_labels(labels):
            return [name for label in list(labels) for i, name in enumerate(NAMES) if i == label]
        """,
    ],
}
RIGHT = {
    exercise: [NAMES + textwrap.dedent(code) for code in codes] for exercise, codes in RIGHT.items()
}


def test_every_right_style_gets_full_marks(
    complaints: Callable[..., list[str]], exercise: str, right: str
) -> None:
    assert complaints(right, exercise) == []
