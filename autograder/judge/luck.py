"""Whether two functions may be one where luck decides about what they reply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor

from autograder.judge.agree import LOOKED_AT, complaint, essence, number_in, same
from autograder.wire import Record

_MANY = 50  # numbers, of which some may be expected to be the same, or not
_Values = Sequence[Sequence[Any]]  # by repetition and seed


def agree_but_for_luck(
    ones: Sequence[Sequence[Record]],
    others: Sequence[Sequence[Record]],
    rights: Sequence[Sequence[Record]],
) -> bool:
    """Whether two functions may be one, by what each replies to one request with several seeds.

    What luck leaves alone is the same for both, and where it does not, it changes what both say.
    Where only the right function's replies differ, both have left luck out, each in its own way.
    The request may have been put repeatedly: there are replies to each, one for each seed.
    """
    every = ([[*map(_told, replies)] for replies in each] for each in (ones, others, rights))
    return _may_be_alike(*every)


def _told(reply: Record) -> dict[str, Any]:
    """What was said, by parts: of an error its name, so that another one is no other number."""
    match reply.kind:
        case "returned":
            return {name: reply.get(name) for name in LOOKED_AT}
        case "raised":
            return {complaint(reply.get("fault")): None}
        case "ended":
            return {str(reply.get("status")): None}
    return {reply.kind: None}


def _may_be_alike(ones: _Values, others: _Values, rights: _Values) -> bool:
    is_repeated = len(ones) > 1
    if is_repeated and _are_steady(ones) != _are_steady(others):
        return False
    if _share_a_value(ones, others, same):
        return True
    every = [[[*map(_parts, values)] for values in each] for each in (ones, others, rights)]
    keys = every[0][0][0].keys()
    if any(p.keys() != keys for each in every[:2] for parts in each for p in parts):
        if is_repeated:
            each_alone = zip(ones, others, rights, strict=True)
            return all(_may_be_alike([one], [other], [by]) for one, other, by in each_alone)
    elif keys:
        return all(_may_be_alike(*(_values_of(key, each) for each in every)) for key in keys)
    if _are_steady(ones) != _are_steady(others) or (_are_steady(ones) and _are_steady(rights)):
        return False
    return _share_a_value(ones, others, lambda one, other: form(one) == form(other))


def _share_a_value(ones: _Values, others: _Values, is_same: Callable[[Any, Any], bool]) -> bool:
    """Whether, each time, one of the first is one of the others."""
    return all(
        any(is_same(value, other) for value in values for other in beside)
        for values, beside in zip(ones, others, strict=True)
    )


def _values_of(key: Any, every: Sequence[Sequence[dict[Any, Any]]]) -> _Values:
    return [[part.get(key) for part in parts] for parts in every]


def _parts(value: Any) -> dict[Any, Any]:
    if isinstance(value, Record):
        value = essence(value)
    if isinstance(value, list | tuple):
        return dict(enumerate(value))
    return value if isinstance(value, dict) else {}


def _are_steady(every: _Values) -> bool:
    """Whether luck makes no difference, ever: a small thing may be the same with each seed once."""
    return all(same(values[0], value) for values in every for value in values[1:])


def form(value: Any) -> Any:
    """What is left of a reply where luck decides about its numbers: kinds, counts, shapes."""
    if isinstance(value, Record):
        if value.kind == "raised":
            return complaint(value.get("fault"))
        return value.kind, form(value.fields)
    if number_in(value) is not None:
        return "number"
    if isinstance(value, Tensor):
        return tuple(value.shape), str(value.dtype), _repeats(value)
    if isinstance(value, list | tuple):
        return tuple(map(form, value))
    if isinstance(value, dict):
        return tuple((key, form(value[key])) for key in sorted(value))
    return type(value).__name__


def _repeats(value: Tensor) -> bool:
    """Whether many of its fractions come more than once, as fractions that are drawn do not."""
    if value.numel() < _MANY or not value.is_floating_point():
        return False
    return len(set(value.flatten().tolist())) < value.numel() / 2
