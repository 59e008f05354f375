"""Checks of lesson 4, first half: names of classes and loaders of minibatches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from autograder.course import fashion
from autograder.course.statistics import ALPHA, MOST_NEIGHBOURS_KEPT, neighbours_kept
from autograder.data import tensors
from autograder.judge import given
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import (
    Wrong,
    expect,
    expect_dtype,
    expect_finite,
    expect_items,
    expect_shape,
    expect_unchanged,
    shown,
)
from autograder.judge.student import Call, CallFailed
from autograder.messages import _, mark
from autograder.outcome import Status
from autograder.wire import Record

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

# ---------------------------------------------------------------- get_fashion_mnist_labels
_exercise("get_fashion_mnist_labels")


def _expect_names(value: Any, ids: Sequence[int]) -> None:
    hint = _("How many names should come back for {n} class ids?").format(n=len(ids))
    names = expect_items(value, len(ids), hint=hint)
    for place, (name, class_id) in enumerate(zip(names, ids, strict=True)):
        expected = fashion.LABELS[class_id]
        if not isinstance(name, str):
            raise Wrong(
                _("entry {place}: {value}").format(place=place, value=shown(name)), _("a str")
            )
        if name != expected:
            raise Wrong(
                _("the text {name!r} for class id {id}").format(name=name[:40], id=class_id),
                repr(expected),
                _("Compare your list with the table, name by name and letter by letter."),
            )


@_check("get_fashion_mnist_labels", mark("the name of every class id, in order"), points=1)
def names_every_class(student: Any, draw: Draw) -> None:
    for ids in (list(range(10)), draw.integers(0, 9, 7).tolist(), [draw.size(0, 9)] * 3, [9]):
        _expect_names(student.get_fashion_mnist_labels(ids), ids)


@_check("get_fashion_mnist_labels", mark("class ids in any wrapping"), points=1)
def takes_any_iterable(student: Any, draw: Draw) -> None:
    ids = draw.labels(6, 10)
    plain = ids.tolist()
    call = student.get_fashion_mnist_labels.call(ids)
    _expect_names(call.value, plain)
    expect_unchanged(call, ids, "labels")
    for wrapped in (tuple(plain), given.iterator(plain)):
        _expect_names(student.get_fashion_mnist_labels(wrapped), plain)
    _expect_names(student.get_fashion_mnist_labels([]), [])


# ---------------------------------------------------------------- load_data_fashion_mnist
_exercise("load_data_fashion_mnist")

_PAIR_HINT = mark("Return both loaders: the one for training, then the one for testing.")


def _loaders(student: Any, *arguments: int, steps: Sequence[Record]) -> Call:
    """The call with what `steps` see in the loaders it returned.

    Steps into something that is no pair end in an exception, as does a loader that cannot be gone
    through. A second call without steps tells the first case from the second.
    """
    try:
        call: Call = student.load_data_fashion_mnist.call(*arguments, steps=steps)
    except CallFailed as failed:
        if failed.status is Status.ERROR:
            expect_items(student.load_data_fashion_mnist(*arguments), 2, hint=_(_PAIR_HINT))
        raise
    expect_items(call.value, 2, hint=_(_PAIR_HINT))
    return call


def _batches(step: Any, count: int, what: str) -> list[tuple[Any, Any]]:
    """The first `count` minibatches of a collected pass, as pairs (X, y) of anything."""
    items = step.get("items") if isinstance(step, dict) else None
    hint = _("What does a for loop over the loader get at each turn?")
    batches = expect_items(items, count, _("minibatches of {what}").format(what=what), hint)
    pairs = [
        expect_items(item, 2, _("a minibatch of {what}").format(what=what)) for item in batches
    ]
    return [(X, y) for X, y in pairs]


# Division by 255 in float32 is right to 2⁻²⁴, bilinear resizing adds a few roundings; neighbouring
# grey levels are 4e-3 apart.
_PIXEL_TOLERANCE = 1e-5


def _expect_images(X: Any, y: Any, batch_size: int, side: int, what: str) -> None:
    """A minibatch of the right shapes and types, with pixels in [0, 1]."""
    hint = _("Print the shape of one minibatch: which axis is what?")
    name_of_X, name_of_y = f"X ({what})", f"y ({what})"
    expect_shape(X, (batch_size, 1, side, side), name_of_X, hint)
    expect_dtype(X, torch.float32, name_of_X)
    expect_finite(X, name_of_X)
    low, high = float(X.min()), float(X.max())
    expect(
        low >= -_PIXEL_TOLERANCE and high <= 1 + _PIXEL_TOLERANCE,
        _("{what}: pixels from {low:.3g} to {high:.3g}").format(what=name_of_X, low=low, high=high),
        _("pixels from 0 to 1"),
        _("What does ToTensor do to the numbers from 0 to 255?"),
    )
    expect_shape(y, (batch_size,), name_of_y)
    expect_dtype(y, torch.int64, name_of_y)


@cache
def _part(train: bool) -> tuple[Tensor, Tensor]:
    """Images uint8 (n, 28, 28) and labels int64 (n,) of the data set that the server holds too."""
    images, labels = tensors(fashion.dataset(), train)
    return images, labels.long()


@cache
def _rows_by_image() -> dict[bytes, int]:
    """The training row that holds an image, by its bytes; no two of the 60,000 are equal."""
    return {_key(image.tobytes()): row for row, image in enumerate(_part(True)[0].numpy())}


def _key(pixels: bytes) -> bytes:
    # 16 bytes instead of 784 for each of 60,000; chance of two images sharing one: 1e-29
    return blake2b(pixels, digest_size=16).digest()


def _uneven_size(draw: Draw, low: int, high: int) -> int:
    """A batch size that leaves a short last batch in both parts."""
    while True:
        size = draw.size(low, high)
        if all(len(_part(train)[1]) % size for train in (True, False)):
            return size


@_check("load_data_fashion_mnist", mark("two DataLoaders over all images of their parts"), points=1)
def loads_both_parts(student: Any, draw: Draw) -> None:
    size = _uneven_size(draw, 200, 300)
    looks = [look(part) for part in (0, 1) for look in (given.classes_of, given.length)]
    call = _loaders(student, size, steps=looks)
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
        n = len(_part(part == 0)[1])
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
        call = _loaders(student, size, steps=[given.collect(2, part) for part in (0, 1)])
        for step, name in zip(call.steps, (_("training"), _("testing")), strict=True):
            for X, y in _batches(step, 2, name):
                _expect_images(X, y, size, 28, name)


@_check("load_data_fashion_mnist", mark("the test images in their own order"), points=1)
def test_images_in_order(student: Any, draw: Draw) -> None:
    size = draw.size(30, 60)
    call = _loaders(student, size, steps=[given.collect(2, 1)])
    images, labels = _part(False)
    for number, (X, y) in enumerate(_batches(call.steps[0], 2, _("testing"))):
        rows = slice(number * size, (number + 1) * size)
        _expect_images(X, y, size, 28, _("testing"))
        hint = _("Which part of the data set is it, and in which order should it be served?")
        truth = images[rows].float()[:, None] / 255
        same = ((X - truth).abs() <= _PIXEL_TOLERANCE).flatten(1).all(1)
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


def _training_rows(batches: list[tuple[Any, Any]], size: int) -> Tensor:
    """Which rows of the training part were served."""
    rows = []
    for X, y in batches:
        _expect_images(X, y, size, 28, _("training"))
        pixels = (X * 255).round().to(torch.uint8)
        is_whole = bool(((X * 255 - pixels).abs() <= 255 * _PIXEL_TOLERANCE).all())
        for image in pixels.numpy():
            row = _rows_by_image().get(_key(image.tobytes()))
            if row is None or not is_whole:
                raise Wrong(
                    _("an image that is not in the training part"),
                    _("the images of Fashion-MNIST's training part, divided by 255 and no more"),
                    _("Which part of the data set do you load, and what is done to its images?"),
                )
            rows.append(row)
    return torch.tensor(rows)


@_check("load_data_fashion_mnist", mark("training images with their own labels"), points=1)
def training_images_and_labels(student: Any, draw: Draw) -> None:
    size = draw.size(30, 60)
    call = _loaders(student, size, steps=[given.collect(2, 0)])
    batches = _batches(call.steps[0], 2, _("training"))
    rows = _training_rows(batches, size)
    labels = torch.cat([y for _X, y in batches])
    wrong = int((labels != _part(True)[1][rows]).sum())
    expect(
        wrong == 0,
        _("{wrong} of {n} training images with another image's label").format(
            wrong=wrong, n=len(rows)
        ),
        _("every image with its own label"),
        _("Do images and labels come out of the data set together?"),
    )


# Four minibatches of about 500. With replacement, 2,000 of 60,000 would hold 33 images
# twice on average, and none with a chance of 3e-15; without, none at all.
_SEEN_BATCHES, _SEEN_SIZE = 4, (490, 510)


@_check(
    "load_data_fashion_mnist",
    mark("training images are shuffled, anew in each pass"),
    points=1,
    statistical=True,
)
def training_is_shuffled(student: Any, draw: Draw) -> None:
    size = draw.size(*_SEEN_SIZE)
    looks = [given.collect(count, 0) for count in (_SEEN_BATCHES, 1)]
    call = _loaders(student, size, steps=looks)
    first, second = (
        _training_rows(_batches(step, count, _("training")), size)
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
    # the chance that two random passes begin with the same 490 rows or more is below 1/490!
    same = set(first[:size].tolist()) == set(second.tolist())
    expect(not same, _("two passes that begin with the same images"), wanted, hint)


def _expect_spread(rows: Tensor, wanted: str, hint: str) -> None:
    """Rows drawn without replacement from all, in random order.

    Neighbours by the bound of `MOST_NEIGHBOURS_KEPT`; the mean by Hoeffding's inequality, which
    holds without replacement too: P(|mean/n - 1/2| > t) <= 2 exp(-2kt²) for k rows.
    """
    kept = neighbours_kept(rows)
    expect(
        kept <= MOST_NEIGHBOURS_KEPT,
        _("{kept} of {k} images served right after their neighbour in the file").format(
            kept=kept, k=len(rows)
        ),
        wanted,
        hint,
    )
    n, k = len(_part(True)[1]), len(rows)
    centre = float(rows.double().mean()) / n
    expect(
        abs(centre - 0.5) <= float((torch.log(torch.tensor(2 / ALPHA)) / (2 * k)).sqrt()) + 1 / n,
        _("first minibatches that come from one end of the file"),
        wanted,
        hint,
    )


# Mean difference of the first 30 test images from bilinear resizing, over all sizes from 40 to 64:
# PIL and tensors, with and without antialiasing 0.001, bicubic and Lanczos 0.02, other conventions
# for corners 0.02, nearest neighbour 0.05; padding or cropping instead of resizing 0.17 and more,
# mirrored images 0.1.
_RESIZE_TOLERANCE = 0.075


@_check("load_data_fashion_mnist", mark("resize gives the same pictures in that size"), points=1)
def resizes_images(student: Any, draw: Draw) -> None:
    size, side = 30, draw.size(40, 64)
    call = _loaders(student, size, side, steps=[given.collect(1, part) for part in (0, 1)])
    hint = _("Does your transform change the size of the whole picture?")
    for step, name in zip(call.steps, (_("training"), _("testing")), strict=True):
        ((X, y),) = _batches(step, 1, name)
        _expect_images(X, y, size, side, name)
    images, labels = _part(False)
    resized = interpolate(images[:size, None].double() / 255, size=(side, side), mode="bilinear")
    off = float((X.double() - resized).abs().mean())
    expect(
        off <= _RESIZE_TOLERANCE,
        _("pixels {off:.3f} away from the resized test images on average").format(off=off),
        _("the test images in their own order, resized"),
        hint,
    )
    wrong = int((y != labels[:size]).sum())
    expect(
        wrong == 0,
        _("{wrong} of {n} labels differ").format(wrong=wrong, n=size),
        _("the labels that belong to the test images"),
    )
