"""Checks of lesson 5: naming what an image shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from autograder.course import fashion, oracle
from autograder.course.softmax_regression.problems import module
from autograder.judge import given
from autograder.judge.aftermath import expect_torch_as_before, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import Wrong, expect_items, shown
from autograder.judge.given import leaf
from autograder.messages import _, mark, n_

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

_exercise("predict", uses=("softmax",))


def _images(draw: Draw, W: Tensor, classes: Tensor) -> Tensor:
    """Images (n, 1, 28, 28) in [0, 1], bright where the weights of their class are positive.

    Their class has a score of about 784 · 0.4 · 0.9 = 280; the others' have a deviation of 20.
    """
    bright = (W.T[classes] > 0) * 0.9 + draw.uniform(0, 0.1, len(classes), 784)
    return bright.reshape(-1, 1, 28, 28)


# Rounding moves a score by γ₇₈₅·Σ|x||W| = 7e-4 at most, and decides no class.
_CLEAR_LEAD = 0.02
_MANY_OTHERS = 3  # of twenty, so that rounding does not decide about all


# What becomes of images that are changed first; each must lead to other classes.
_CHANGES: tuple[Callable[[Tensor], Tensor], ...] = (
    lambda images: (images - images.min()) / (images.max() - images.min()),
    lambda images: images / images.max(),
    lambda images: 255 * images,
    lambda images: (images > images.mean()).float(),
)


def _undecided(draw: Draw) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Weights, biases, twenty images (n, 1, 28, 28) and their classes, which hang on every shade:
    with pixels in another range, or only black and white, some have another largest score.

    Neither black nor white is in them: whoever stretches them to [0, 1] changes them.
    """
    while True:
        W, b = draw.normal(784, 10, scale=0.05), draw.normal(10, scale=0.6)
        images = draw.uniform(0.1, 0.7, 80, 784)
        scores = oracle.affine(images, W, b)
        best = scores.topk(2, dim=1).values
        lead = best[:, 0] - best[:, 1]
        close = lead.where(lead > _CLEAR_LEAD, torch.inf).topk(20, largest=False).indices
        images, classes = images[close], scores.argmax(1)[close]
        others = [oracle.affine(change(images), W, b).argmax(1) != classes for change in _CHANGES]
        if all(int(is_other.sum()) >= _MANY_OTHERS for is_other in others):
            return W, b, images.reshape(-1, 1, 28, 28), classes


def _expect_names(value: Any, classes: Tensor, hint: str) -> None:
    expected = [fashion.LABELS[c] for c in classes.tolist()]
    wanted = n_("a list of {n} item", "a list of {n} items", len(expected)).format(n=len(expected))
    names = expect_items(value, len(expected), _("names"), wanted=wanted)
    for number, (name, wanted) in enumerate(zip(names, expected, strict=True)):
        what = _("the name of image {number}").format(number=number)
        if not isinstance(name, str):
            came = _("{what}: {value}").format(what=what, value=shown(name))
            raise Wrong(came, _("a text label"), _("Can a person read what you return?"))
        if name != wanted:
            came = _("{what}: a name that is not that of its class").format(what=what)
            example = _("It is {came!r}, expected {expected!r}.")
            raise Wrong(
                came,
                _("the name of the class with the largest score"),
                hint,
                example.format(came=name[:60], expected=wanted),
            )


@_check("predict", mark("the name of the most probable class of each image"), points=1)
def names_the_most_probable_class(student: Any, draw: Draw) -> None:
    hint = _("Along which axis is the most probable class, and which name belongs to its id?")
    W, b = draw.normal(784, 10), draw.normal(10) - 1000  # the largest score is negative, too
    for classes in (draw.permutation(10), draw.labels(draw.size(33, 40), 10), draw.labels(1, 10)):
        images = _images(draw, W, classes)
        net = given.affine(leaf(W), leaf(b), softmax=len(classes) == 10)
        call = student.predict.call(net, images)
        _expect_names(call.value, classes, hint)
        expect_unchanged(call, images, "images")
        expect_torch_as_before(call)
    hint = _("What does the net get to see: the images as they are?")
    for _repetition in range(2):  # for whoever changes images in still another way
        W, b, images, classes = _undecided(draw)
        _expect_names(student.predict(given.affine(leaf(W), leaf(b)), images), classes, hint)


@_check("predict", mark("a Module predicts in evaluation mode"), points=1)
def predicts_in_evaluation_mode(student: Any, draw: Draw) -> None:
    hint = _("Which layers behave differently while training, and who tells them?")
    W, b = draw.normal(784, 10), draw.normal(10)
    classes = draw.integers(0, 9, 6)
    images = _images(draw, W, classes)
    for training, of_pictures in ((True, True), (True, False), (False, True)):
        net = module(W, b, spoils="train", training=training, of_pictures=of_pictures)
        _expect_names(student.predict(net, images), classes, hint)
