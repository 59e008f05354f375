"""Checks of lesson 4: grids of pictures, as matplotlib's axes show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.judge import given
from autograder.judge.aftermath import expect_torch_as_before, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import Wrong, expect, expect_items, expect_shape, is_within, shown
from autograder.judge.student import Call
from autograder.messages import _, mark
from autograder.wire import Record

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

_exercise("show_images")

_SIDE = 28


def _pictures(draw: Draw, count: int, height: int = _SIDE, width: int = _SIDE) -> list[Tensor]:
    """Grey noise (height, width) that reaches from 0 to 1, different in each picture."""
    pictures = []
    for _number in range(count):
        pixels = draw.uniform(0.1, 0.9, height * width)
        pixels[draw.permutation(len(pixels))[:2]] = torch.tensor([0.0, 1.0])
        pictures.append(pixels.reshape(height, width))
    return pictures


def _drawn(
    student: Any, imgs: Any, num_rows: int, num_cols: int, *settings: Any
) -> tuple[Call, list[Record]]:
    """The call and its num_rows * num_cols axes, all of one figure and in a grid row by row."""
    steps = [given.axes()]
    call: Call = student.show_images.call(imgs, num_rows, num_cols, *settings, steps=steps)
    wanted = _("a sequence of the {n} axes of the grid").format(n=num_rows * num_cols)
    hint = _("What does plt.subplots give for this grid, and what do you return?")
    value = call.value
    expect_torch_as_before(call)
    found = call.steps[0] if call.steps and isinstance(call.steps[0], list) else []
    strangers = [cell for cell in found if not (isinstance(cell, Record) and cell.kind == "axes")]
    is_single = isinstance(value, Record) and value.get("type") == "Axes"
    if value is None or is_single or strangers == found:
        raise Wrong(shown(value), wanted, hint)
    if strangers:
        raise Wrong(_("among the axes {value}").format(value=shown(strangers[0])), wanted, hint)
    cells: list[Record] = expect_items(found, num_rows * num_cols, _("axes"), hint)
    _expect_one_grid(cells, num_rows, num_cols)
    return call, cells


def _expect_one_grid(cells: list[Record], num_rows: int, num_cols: int) -> None:
    """Axes that were removed from the figure, which leaves a cell as empty as can be, may be in it.

    Columns of a regular grid are at least half a width / num_cols apart, whatever the margins, and
    lie exactly above each other; a quarter tells them apart from any other arrangement.
    """
    figures = {str(cell.get("figure")) for cell in cells} - {"None"}
    expect(
        len(figures) <= 1,
        _("axes in {n} figures").format(n=len(figures)),
        _("one figure with a grid of axes"),
    )
    places = [_pair_of_numbers(cell.get("place")) for cell in cells]
    near_x, near_y = 0.25 / num_cols, 0.25 / num_rows
    for number, place in enumerate(places):
        for other_number, other in enumerate(places[:number]):
            if place is None or other is None:
                continue
            columns = number % num_cols - other_number % num_cols
            rows = number // num_cols - other_number // num_cols
            expect(
                _in_order(place[0] - other[0], columns, near_x)
                and _in_order(other[1] - place[1], rows, near_y),
                _("axes {i} and {j} are not where they should be to each other").format(
                    i=other_number, j=number
                ),
                _("{rows} rows of {cols} axes, counted row by row from the top left").format(
                    rows=num_rows, cols=num_cols
                ),
                _("Which comes first in plt.subplots, the rows or the columns?"),
            )


def _pair_of_numbers(value: Any) -> tuple[float, float] | None:
    if isinstance(value, list | tuple) and len(value) == 2:
        first, second = value
        if isinstance(first, int | float) and isinstance(second, int | float):
            return float(first), float(second)
    return None


def _in_order(distance: float, steps: int, near: float) -> bool:
    """Whether a distance from left to right or downwards is of the sign of that many steps."""
    return abs(distance) < near if steps == 0 else distance * steps > abs(steps) * near


# A picture may be drawn as float or uint8 (1/255 = 0.004 apart), in any colour map and any range
# of brightness that leaves a quarter of the contrast; noise of this kind turned, mirrored or of
# another picture is off by more than 0.5 somewhere.
_BRIGHTNESS_TOLERANCE = 0.01
_LEAST_CONTRAST = 0.25


def _expect_picture(cell: Record, picture: Tensor, number: int) -> None:
    """The axes show exactly this picture, whose pixels reach from 0 to 1."""
    what = _("axes {number}").format(number=number)
    (image,) = expect_items(cell.get("images"), 1, _("pictures in {what}").format(what=what))
    pixels = image.get("data") if isinstance(image, Record) else None
    expect_shape(pixels, tuple(picture.shape), _("the picture in {what}").format(what=what))
    assert isinstance(pixels, Tensor)  # noqa: S101  expect_shape has seen to it
    wanted = _("image {number}, upright and with its full contrast").format(number=number)
    brightness = pixels.double() if pixels.is_floating_point() else torch.zeros(picture.shape)
    low, contrast = brightness.min(), brightness.max() - brightness.min()
    expect(
        bool(contrast >= _LEAST_CONTRAST),
        _("a picture of nearly one and the same shade in {what}").format(what=what),
        wanted,
        _("Which numbers does imshow take for black and for white?"),
    )
    off = (brightness - (low + contrast * picture.double())).abs()
    expect(
        is_within(float(off.max()), _BRIGHTNESS_TOLERANCE),
        _("another picture in {what}").format(what=what),
        wanted,
        _("Which image belongs in which cell, and which way up?"),
    )


def _expect_pictures(cells: list[Record], pictures: Sequence[Tensor]) -> None:
    for number, (cell, picture) in enumerate(zip(cells, pictures, strict=False)):
        _expect_picture(cell, picture, number)
    for number, cell in enumerate(cells[len(pictures) :], start=len(pictures)):
        what = _("pictures in axes {number}, for which there is no image").format(number=number)
        expect_items(cell.get("images"), 0, what)


def _expect_filled(cells: list[Record]) -> None:
    """One picture in each of them, whatever it shows: that is another check's question."""
    for number, cell in enumerate(cells):
        expect_items(cell.get("images"), 1, _("pictures in axes {number}").format(number=number))


def _expect_titles(cells: list[Record], titles: Sequence[str]) -> None:
    """These titles, and none on the axes after them."""
    for number, cell in enumerate(cells):
        wanted = titles[number] if number < len(titles) else ""
        title = cell.get("title")
        expect(
            isinstance(title, str) and title == wanted,
            _("axes {number} with the title {title!r}").format(
                number=number, title=str(title)[:40]
            ),
            _("the title {title!r}").format(title=wanted) if wanted else _("no title"),
            _("Which title belongs to which image?"),
        )


@_check("show_images", mark("each image in its cell, row by row"), points=1)
def draws_row_by_row(student: Any, draw: Draw) -> None:
    for num_rows, num_cols in ((2, 2), (3, 2)):
        pictures = _pictures(draw, num_rows * num_cols)
        call, cells = _drawn(student, pictures, num_rows, num_cols)
        _expect_pictures(cells, pictures)
        for picture in pictures:
            expect_unchanged(call, picture, _("an image"))


@_check("show_images", mark("tensors with a channel axis and PIL images"), points=1)
def draws_every_kind(student: Any, draw: Draw) -> None:
    pictures = _pictures(draw, 2)
    batch = torch.stack(pictures)[:, None]
    _call, cells = _drawn(student, batch, 1, 2)
    _expect_pictures(cells, pictures)
    _call, cells = _drawn(student, list(batch), 2, 1)
    _expect_pictures(cells, pictures)
    grey = [(picture * 255).round().to(torch.uint8) for picture in pictures]
    _call, cells = _drawn(student, [given.image(pixels) for pixels in grey], 1, 2)
    _expect_pictures(cells, [pixels / 255 for pixels in grey])
    others = _pictures(draw, 2, draw.size(10, 20), draw.size(30, 40))
    _call, cells = _drawn(student, [others[0], others[1][None]], 1, 2)
    _expect_pictures(cells, others)


def _titles(draw: Draw, count: int) -> list[str]:
    return [f"{letter}{draw.size(100, 999)}" for letter in "abcdefgh"[:count]]


@_check("show_images", mark("each image's title above it"), points=1)
def sets_titles(student: Any, draw: Draw) -> None:
    pictures, titles = _pictures(draw, 4), _titles(draw, 4)
    _call, cells = _drawn(student, pictures, 2, 2, titles)
    _expect_titles(cells, titles)
    _expect_filled(cells)
    for settings in ((), (None,)):
        _call, cells = _drawn(student, pictures[:2], 1, 2, *settings)
        _expect_titles(cells, [])


@_check("show_images", mark("the figure's size follows from the grid and the scale"), points=1)
def sizes_the_figure(student: Any, draw: Draw) -> None:
    pictures = _pictures(draw, 6)
    for num_rows, num_cols, settings in ((2, 3, ()), (3, 2, (None, draw.number(0.7, 2.9)))):
        scale = settings[1] if settings else 1.5
        wanted = num_cols * scale, num_rows * scale
        _call, cells = _drawn(student, pictures, num_rows, num_cols, *settings)
        size = _pair_of_numbers(cells[0].get("size")) or (0.0, 0.0)
        expect(
            all(abs(came - inches) <= 1e-3 for came, inches in zip(size, wanted, strict=True)),
            _("a figure of {size[0]:.4g} × {size[1]:.4g} inches").format(size=size),
            _("{size[0]:.4g} × {size[1]:.4g}, width before height").format(size=wanted),
            _("Which of the two numbers of figsize is the width?"),
        )
        _expect_filled(cells)


@_check("show_images", mark("no ticks along the images"), points=1)
def hides_ticks(student: Any, draw: Draw) -> None:
    pictures = _pictures(draw, 4)
    _call, cells = _drawn(student, pictures, 2, 2)
    for number, cell in enumerate(cells):
        expect(
            cell.get("ticks_shown") is False,
            _("ticks or numbers along the edges of axes {number}").format(number=number),
            _("images without them"),
            _("What do the numbers along the edge tell somebody who looks at a shoe?"),
        )
    _expect_filled(cells)


@_check("show_images", mark("one row, one column, one cell, and fewer images than cells"), points=1)
def copes_with_odd_grids(student: Any, draw: Draw) -> None:
    for num_rows, num_cols, count in ((1, 2, 2), (3, 1, 3), (1, 1, 1), (2, 3, 4)):
        pictures, titles = _pictures(draw, count), _titles(draw, count)
        _call, cells = _drawn(student, pictures, num_rows, num_cols, titles)
        _expect_pictures(cells, pictures)
        _expect_titles(cells, titles)
