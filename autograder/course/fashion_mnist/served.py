"""Minibatches of Fashion-MNIST that a student's loaders served, and which images are in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from autograder.course import fashion
from autograder.judge.aftermath import expect_torch_as_before
from autograder.judge.expect import (
    Wrong,
    expect,
    expect_dtype,
    expect_finite,
    expect_items,
    expect_shape,
)
from autograder.judge.student import Call, CallFailed
from autograder.messages import _, mark
from autograder.outcome import Status
from autograder.wire import Record

_PAIR_HINT = mark("Return both loaders: the one for training, then the one for testing.")


def loaders(student: Any, *arguments: int, steps: Sequence[Record]) -> Call:
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
    expect_torch_as_before(call)
    return call


def batches_of(step: Any, count: int, what: str) -> list[tuple[Any, Any]]:
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
PIXEL_TOLERANCE = 1e-5


def expect_images(X: Any, y: Any, batch_size: int, side: int, what: str) -> None:
    """A minibatch of the right shapes and types, with pixels in [0, 1]."""
    hint = _("Print the shape of one minibatch: which axis is what?")
    name_of_X, name_of_y = f"X ({what})", f"y ({what})"
    expect_shape(X, (batch_size, 1, side, side), name_of_X, hint)
    expect_dtype(X, torch.float32, name_of_X)
    expect_finite(X, name_of_X)
    low, high = float(X.min()), float(X.max())
    expect(
        low >= -PIXEL_TOLERANCE and high <= 1 + PIXEL_TOLERANCE,
        _("{what}: pixels from {low:.3g} to {high:.3g}").format(what=name_of_X, low=low, high=high),
        _("pixels from 0 to 1"),
        _("What does ToTensor do to the numbers from 0 to 255?"),
    )
    expect_shape(y, (batch_size,), name_of_y)
    expect_dtype(y, torch.int64, name_of_y)


@cache
def rows_by_image() -> dict[bytes, int]:
    """The training row that holds an image, by its bytes; no two of the 60,000 are equal."""
    return {_key(image.tobytes()): row for row, image in enumerate(fashion.part(True)[0].numpy())}


def _key(pixels: bytes) -> bytes:
    # 16 bytes instead of 784 for each of 60,000; chance of two images sharing one: 1e-29
    return blake2b(pixels, digest_size=16).digest()


@cache
def _small_images() -> tuple[Tensor, Tensor]:
    """The training images made small (n, 196), and the sums of their squares (n,)."""
    # all at once would take 200 MB more
    parts = torch.split(fashion.part(True)[0][:, None], 10_000)
    images = torch.cat([_small(part.float() / 255) for part in parts])
    return images, images.square().sum(1)


def _small(images: Tensor) -> Tensor:
    """Images (n, 1, h, w) made 14 pixels high and wide, as rows (n, 196)."""
    return interpolate(images, size=(14, 14), mode="bilinear", antialias=True).flatten(1)


def distances_to_training_images(X: Tensor) -> Tensor:
    """How far images (n, 1, h, w) are from the most alike training image, whatever their size: mean
    differences of pixels (n,) of small versions.

    The most alike is the one with the least squared difference, which a product of matrices finds.
    """
    rows, (images, squares) = _small(X), _small_images()
    most_alike = images[(squares - 2 * rows @ images.T).argmin(1)]
    return (rows - most_alike).abs().mean(1)


def training_rows(batches: list[tuple[Any, Any]], size: int) -> Tensor:
    """Which rows of the training part were served."""
    rows = []
    for X, y in batches:
        expect_images(X, y, size, 28, _("training"))
        pixels = (X * 255).round().to(torch.uint8)
        is_whole = bool(((X * 255 - pixels).abs() <= 255 * PIXEL_TOLERANCE).all())
        for image in pixels.numpy():
            row = rows_by_image().get(_key(image.tobytes()))
            if row is None or not is_whole:
                raise Wrong(
                    _("an image that is not in the training part"),
                    _("the images of Fashion-MNIST's training part, divided by 255 and no more"),
                    _("Which part of the data set do you load, and what is done to its images?"),
                )
            rows.append(row)
    return torch.tensor(rows)
