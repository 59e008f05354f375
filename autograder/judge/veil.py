"""What is shown of a process that was given the course's helpers: not a word of theirs.

They come as text into a process that runs a student's code, which can read it there and say it: as
an exception, a name, a result. So of what such a process says only those texts are shown that stand
in the submission itself, name a class that Python, torch or the grader has, or what is forbidden.
All others are an ellipsis from the moment they come, for checks too; what is compared with known
mistakes, and never shown, stays as it came. Numbers pass: see docs/security.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from autograder.judge.check import Exercise
from autograder.wire import Record

Shown = Callable[[Any], Any]  # a value as it may be shown

HIDDEN = "…"
_ENDINGS = ("weight", "bias")
_LONGEST = 600  # characters; no message shows more of a text
_MOST_SOUGHT = 200  # texts of one exercise, each in all of a file
_KINDS = frozenset({"returned", "opaque", "module", "ndarray", "state", "axes", "fault", "used"})
# Names of the worker's fields, numbers of arguments (without which no check sees what was done to
# them), and parameters as torch names them: with so few digits that they say nothing else. Words of
# a student's own could be picked to spell a helper.
_PARAMETER = rf"(?:\d\d?\.){{0,2}}(?:{'|'.join(_ENDINGS)})"
_KEY = re.compile(rf"items|exhausted|\d\d?|{_PARAMETER}", re.ASCII)
_HOMES = ("torch", "torch.nn.functional", "torch.ops.aten")


def unveiled(value: Any) -> Any:
    return value


class Veil:
    """Called with a value, gives it with every text hidden that could come from a helper."""

    def __init__(self, is_in_file: Callable[[str], bool], exercise: Exercise) -> None:
        self.is_in_file = is_in_file
        self.seen = {f"{home}.{name}": True for home in _HOMES for name in exercise.forbidden}
        self.seen |= dict.fromkeys([*exercise.forbidden, "torch.autograd", ""], True)
        self.left = _MOST_SOUGHT

    def __call__(self, value: Any) -> Any:
        match value:
            case str():
                return value if self._may_be_shown(value) else HIDDEN
            case Record():
                kind = value.kind if value.kind in _KINDS else HIDDEN
                return Record(kind, {name: self(item) for name, item in value.fields.items()})
            case dict():
                return {
                    self._key(key, n): self(item) for n, (key, item) in enumerate(value.items())
                }
            case list() | tuple():
                return type(value)(map(self, value))
        return value

    def _key(self, key: str, number: int) -> str:
        """One that is hidden stays unlike all others, and says what kind of parameter it was."""
        if _KEY.fullmatch(key):
            return key
        _name, dot, ending = key.rpartition(".")
        return f"{HIDDEN}{number}{dot}{ending}" if ending in _ENDINGS else f"{HIDDEN}{number}"

    def _may_be_shown(self, text: str) -> bool:
        if len(text) > _LONGEST:
            return False
        if text not in self.seen:
            known = text in class_names()
            if not known and not self.left:
                return False
            self.left -= not known
            self.seen[text] = known or self.is_in_file(text)
        return self.seen[text]


@lru_cache(1)
def class_names() -> frozenset[str]:
    """Of all the classes there are in this process, which has never run a student's code."""
    name_of = type.__dict__["__name__"].__get__  # whatever a metaclass has under that name
    names: dict[int, str] = {}  # by identity: a metaclass may forbid hashing, too
    waiting: list[type] = [object]
    each: type
    while waiting:
        for each in type.__subclasses__(waiting.pop()):
            if id(each) not in names:
                names[id(each)] = name_of(each)
                waiting.append(each)
    return frozenset(names.values())
