"""Checks of lesson 4: the names of classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.course import fashion
from autograder.judge import given
from autograder.judge.aftermath import expect_torch_as_before, expect_unchanged
from autograder.judge.check import Register
from autograder.judge.draw import Draw
from autograder.judge.expect import Wrong, expect_items, shown
from autograder.messages import _, mark, n_

REGISTER = Register()
_exercise, _check = REGISTER.exercise, REGISTER.check

_exercise("get_fashion_mnist_labels")


def _expect_names(value: Any, ids: Sequence[int]) -> None:
    hint = _("How many names should come back for {n} class ids?").format(n=len(ids))
    wanted = n_("a list of {n} item", "a list of {n} items", len(ids)).format(n=len(ids))
    names = expect_items(value, len(ids), hint=hint, wanted=wanted)
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
    expect_torch_as_before(call)
    for wrapped in (tuple(plain), given.iterator(plain)):
        _expect_names(student.get_fashion_mnist_labels(wrapped), plain)
    _expect_names(student.get_fashion_mnist_labels([]), [])
