"""Given to students: a timer, training curves, minibatches of Fashion-MNIST and its labels.

Nothing here is graded. Unlike the rest of the library, Animator prints: that is its purpose where
there is no display. Importing this module selects no matplotlib backend and opens no data file.
"""

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import autograder.vision  # noqa: F401 - first, so that a student's `import torchvision` works

import torch  # noqa: I001 - after autograder.vision

from autograder.curves import Curves, in_notebook

if TYPE_CHECKING:
    pass
