"""The task that training checks set on Fashion-MNIST."""

from __future__ import annotations

import pytest
import torch

from autograder.course import fashion
from autograder.judge.draw import Draw
from autograder.toolkit import FASHION_MNIST_LABELS


def test_labels_are_those_that_students_get() -> None:
    assert fashion.LABELS == FASHION_MNIST_LABELS


def test_fashion_task_keeps_pixels_classes_and_examples_apart() -> None:
    task = fashion.secret_task(Draw("00", "a"))
    other = fashion.secret_task(Draw("01", "a"))
    train, held_out = (part.fields["order"] for part in (task.train, task.validation))
    assert len(set(train.tolist()) | set(held_out.tolist())) == len(train) + len(held_out)
    assert task.pixels.sort().values.tolist() == list(range(784))
    assert task.classes.sort().values.tolist() == list(range(10))
    assert not torch.equal(task.pixels, other.pixels)


def test_accuracy_on_test_undoes_the_renaming() -> None:
    """Weights that fit the data set as it is give the same accuracy once they are renamed."""
    W, b = Draw("02", "a").normal(784, 10), Draw("03", "a").normal(10)
    same = torch.arange(784), torch.arange(10)
    task = fashion.secret_task(Draw("04", "a"))
    renamed_W, renamed_b = torch.empty_like(W), torch.empty_like(b)
    renamed_W[:, task.classes] = W[task.pixels]
    renamed_b[task.classes] = b
    expected = fashion.accuracy_on_test(W, b, *same)
    came = fashion.accuracy_on_test(renamed_W, renamed_b, task.pixels, task.classes)
    assert came == pytest.approx(expected, abs=3e-4)  # rounding may turn a near tie over
