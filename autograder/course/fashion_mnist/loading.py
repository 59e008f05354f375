"""Checks of lesson 4: loaders of minibatches."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from autograder.course import fashion
from autograder.course.fashion_mnist.served import (
    PIXEL_TOLERANCE,
    batches_of,
    distances_to_training_images,
    expect_images,
    loaders,
    training_rows,
)
from autograder.course.statistics import MOST_NEIGHBOURS_KEPT, centre_bound, neighbours_kept
from autograder.judge import given
from autograder.judge.aftermath import expect_no_seed
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import Wrong, expect, is_within
from autograder.judge.student import CallFailed
from autograder.messages import _, mark

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

_exercise("load_data_fashion_mnist")


def _uneven_size(draw: Draw, low: int, high: int) -> int:
    """A batch size that leaves a short last batch in both parts."""
    while True:
        size = draw.size(low, high)
        if all(len(fashion.part(train)[1]) % size for train in (True, False)):
            return size


@_check("load_data_fashion_mnist", mark("two DataLoaders over all images of their parts"), points=1)
def loads_both_parts(student: Any, draw: Draw) -> None:
    size = _uneven_size(draw, 200, 300)
    looks = [look(part) for part in (0, 1) for look in (given.classes_of, given.length)]
    call = loaders(student, size, steps=looks)
    for part, name in ((0, _("training")), (1, _("testing"))):
        classes, length = call.steps[2 * part : 2 * part + 2]
        known = classes if isinstance(classes, list) else []
        expect(
            "DataLoader" in known,
            _("an object of type {type} for {part}").format(
                type=str(known[0])[:60] if known else "?", part=name
            ),
            _("a DataLoader"),
        )
        n = len(fashion.part(part == 0)[1])
        wanted = -(-n // size)
        expect(
            length == wanted,
            _("{length} minibatches of {size} for {part}").format(
                length=str(length)[:20], size=size, part=name
            ),
            _("{wanted} for all {n} images").format(wanted=wanted, n=n),
            _("Which data does each loader serve, and what happens to the last short minibatch?"),
        )


@_check(
    "load_data_fashion_mnist", mark("images (B, 1, 28, 28) in [0, 1], labels (B,) int64"), points=1
)
def serves_tensors(student: Any, draw: Draw) -> None:
    for size in (draw.size(3, 30), 1):
        call = loaders(student, size, steps=[given.first(2, part) for part in (0, 1)])
        for step, name in zip(call.steps, (_("training"), _("testing")), strict=True):
            for X, y in batches_of(step, 2, name):
                expect_images(X, y, size, 28, name)


@_check("load_data_fashion_mnist", mark("the test images in their own order"), points=1)
def test_images_in_order(student: Any, draw: Draw) -> None:
    size = draw.size(30, 60)
    call = loaders(student, size, steps=[given.first(2, 1)])
    images, labels = fashion.part(False)
    for number, (X, y) in enumerate(batches_of(call.steps[0], 2, _("testing"))):
        rows = slice(number * size, (number + 1) * size)
        expect_images(X, y, size, 28, _("testing"))
        hint = _("Which part of the data set is it, and in which order should it be served?")
        truth = images[rows].float()[:, None] / 255
        same = ((X - truth).abs() <= PIXEL_TOLERANCE).flatten(1).all(1)
        expect(
            bool(same.all()),
            _("{n} of {size} images in test minibatch {number} differ").format(
                n=int((~same).sum()), size=size, number=number
            ),
            _("the images of Fashion-MNIST's test part in their own order"),
            hint,
        )
        off = int((y != labels[rows]).sum())
        expect(
            off == 0,
            _("{off} of {n} labels in test minibatch {number} differ").format(
                off=off, n=size, number=number
            ),
            _("the labels that belong to the images"),
            hint,
        )


@_check("load_data_fashion_mnist", mark("training images with their own labels"), points=1)
def training_images_and_labels(student: Any, draw: Draw) -> None:
    size = draw.size(30, 60)
    call = loaders(student, size, steps=[given.first(2, 0)])
    batches = batches_of(call.steps[0], 2, _("training"))
    rows = training_rows(batches, size)
    labels = torch.cat([y for _X, y in batches])
    wrong = int((labels != fashion.part(True)[1][rows]).sum())
    expect(
        wrong == 0,
        _("{wrong} of {n} training images with another image's label").format(
            wrong=wrong, n=len(rows)
        ),
        _("every image with its own label"),
        _("Do images and labels come out of the data set together?"),
    )


# Twenty minibatches of about 100. With replacement, 2,000 of 60,000 would hold 33 images
# twice on average, and none with a chance of 3e-15; without, none at all. Small minibatches,
# because the first alone is what most known mistakes are asked for.
_SEEN_BATCHES, _SEEN_SIZE = 20, (100, 110)


@_check(
    "load_data_fashion_mnist",
    mark("training images are shuffled, anew in each pass"),
    points=1,
    statistical=True,
)
def training_is_shuffled(student: Any, draw: Draw) -> None:
    size = draw.size(*_SEEN_SIZE)
    looks = [given.first(count, 0) for count in (_SEEN_BATCHES, 1)]
    call = loaders(student, size, steps=looks)
    expect_no_seed(call)
    first, second = (
        training_rows(batches_of(step, count, _("training")), size)
        for step, count in zip(call.steps, (_SEEN_BATCHES, 1), strict=True)
    )
    wanted = _("all training images in a new random order at each pass")
    hint = _("Which argument of DataLoader decides about the order?")
    _expect_spread(first, wanted, hint)
    again = len(first) - len(set(first.tolist()))
    expect(
        again == 0,
        _("{n} of the first {k} images served before in the same pass").format(
            n=again, k=len(first)
        ),
        _("every image once in a pass"),
        hint,
    )
    # the chance that two random passes begin with the same 100 rows or more is below 1/100!
    same = set(first[:size].tolist()) == set(second.tolist())
    expect(not same, _("two passes that begin with the same images"), wanted, hint)
    _expect_resized_are_shuffled(student, wanted, hint)


def _expect_resized_are_shuffled(student: Any, wanted: str, hint: str) -> None:
    try:
        call = loaders(student, 100, 40, steps=[given.first(1, 0)])
        ((X, y),) = batches_of(call.steps[0], 1, _("training"))
        expect_images(X, y, 100, 40, _("training"))
    except (CallFailed, Wrong):  # how images are resized is another check's question
        return
    # 10.4 % of all images differ from one of the first hundred by 0.15 or less. If 100 random ones
    # differ by 0.075 on average, at least 50 of them do: a chance of C(100, 50)·0.105⁵⁰ = 1e-20.
    expect(
        _off_from_first(X, train=True) > _RESIZE_TOLERANCE,
        _("the training images in the order of the file, where they are resized"),
        wanted,
        hint,
    )


def _off_from_first(X: Tensor, *, train: bool) -> float:
    """Mean difference of pixels from the first images of a part, resized."""
    first = fashion.part(train)[0][: len(X), None].double() / 255
    resized = interpolate(first, size=X.shape[2:], mode="bilinear")
    return float((X.double() - resized).abs().mean())


def _expect_spread(rows: Tensor, wanted: str, hint: str) -> None:
    """Rows drawn without replacement from all, in random order."""
    kept = neighbours_kept(rows)
    expect(
        is_within(kept, MOST_NEIGHBOURS_KEPT),
        _("{kept} of {k} images served right after their neighbour in the file").format(
            kept=kept, k=len(rows)
        ),
        wanted,
        hint,
    )
    n, k = len(fashion.part(True)[1]), len(rows)
    centre = float(rows.double().mean()) / n
    expect(
        is_within(abs(centre - 0.5), centre_bound(k) + 1 / n),
        _("first minibatches that come from one end of the file"),
        wanted,
        hint,
    )


# Mean difference of the first 100 test images from bilinear resizing, over all sizes from 40 to 64:
# PIL and tensors, with and without antialiasing 0.001, bicubic and Lanczos 0.02, other conventions
# for corners 0.02, nearest neighbour 0.05; padding or cropping instead of resizing 0.17 and more,
# mirrored images 0.1.
_RESIZE_TOLERANCE = 0.075


# Training images come in any order, and are compared with the most alike of all. In these sizes
# that is 0.004 away on average after bilinear or Lanczos resizing, up to 0.011 with the other
# convention for corners, 0.014 for the nearest neighbour as Pillow takes it and 0.0227 (deviation
# 0.0067, largest of 600 images 0.052) as torch's interpolate does, which moves the picture by up to
# half a pixel (for a size of 41 that mean is 0.027). Padding makes it 0.0485 (deviation 0.014),
# mirrored images and resizing with cropping 0.05. By Bernstein's inequality, with no image more
# than 0.05 beyond the expectation of 0.0227, the mean of 100 is 0.0103 beyond with a chance below
# exp(-100·0.0103²/(2·0.0067² + 2·0.05·0.0103/3)) = 2e-11.
_ALIKE_SIDES = (48, 52)
_ALIKE = 0.033

_WHOLE_PICTURE = mark("Does your transform change the size of the whole picture?")


@_check("load_data_fashion_mnist", mark("resize gives the same pictures in that size"), points=1,
        statistical=True)  # fmt: skip
def resizes_images(student: Any, draw: Draw) -> None:
    size, side = 100, draw.size(*_ALIKE_SIDES)
    call = loaders(student, size, side, steps=[given.first(1, part) for part in (0, 1)])
    pairs = []
    for step, name in zip(call.steps, (_("training"), _("testing")), strict=True):
        ((X, y),) = batches_of(step, 1, name)
        expect_images(X, y, size, side, name)
        pairs.append((X, y))
    away = float(distances_to_training_images(pairs[0][0]).mean())
    expect(
        is_within(away, _ALIKE),
        _("pixels {away:.3f} away from every resized training image on average").format(away=away),
        _("the training images, resized"),
        _(_WHOLE_PICTURE),
    )
    X, y = pairs[1]
    off = _off_from_first(X, train=False)
    expect(
        is_within(off, _RESIZE_TOLERANCE),
        _("pixels {off:.3f} away from the resized test images on average").format(off=off),
        _("the test images in their own order, resized"),
        _(_WHOLE_PICTURE),
    )
    wrong = int((y != fashion.part(False)[1][:size]).sum())
    expect(
        wrong == 0,
        _("{wrong} of {n} labels differ").format(wrong=wrong, n=size),
        _("the labels that belong to the test images"),
    )
