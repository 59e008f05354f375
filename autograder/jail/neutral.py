"""What comes out of a jail, without the paths of this machine.

Python and its packages lie in the jail where they lie outside, and messages of imports, tracebacks
and modules name them: perhaps the instructor's account, the course's folder. Nothing behind such a
path can be reached; it is nobody's business all the same. A submission that means to carry one out
can spell it some other way.
"""

from __future__ import annotations

import re
from typing import Any

import torch

from autograder.wire import Record
from autograder.worker.outputs import MOST_KEPT

_NAME = r"[\w.@+~-]"
# An absolute path of two or more names, and no part of an address, a fraction or packed data.
_PATH = re.compile(rf"(?<![\w.…:/+=])/(?:{_NAME}+/)+{_NAME}*")
MOST_TEXT = MOST_KEPT + 2**20  # characters with paths in one reply: outputs of cells, and the rest
_COMMON = ("/student/", "/usr/", "/etc/", "/dev/", "/proc/", "/sys/")  # the same on every machine
_INSTALLED = re.compile(r".*/(?=(?:site-packages|dist-packages|python3\.\d+)/)")


def neutral(value: Any, known: tuple[str, ...]) -> Any:
    """The same tree with "…" for every path in its text, `known` ones wherever they stand.

    Of an installed module what follows the folder of packages is left, of other files the name.
    Text beyond MOST_TEXT characters in all is "…" too: no time limit of a call's holds here.
    """
    return _Reader(known).tree(value)


class _Reader:
    def __init__(self, known: tuple[str, ...]) -> None:
        self.known, self.left = known, MOST_TEXT

    def tree(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value) if "/" in value else value
        if isinstance(value, Record):
            return Record(value.kind, self.tree(value.fields))
        if isinstance(value, dict):
            return {self.tree(key): self.tree(part) if _is_text(key) else part
                    for key, part in value.items()}  # fmt: skip
        if isinstance(value, list | tuple) and not isinstance(value, torch.Size):
            return type(value)([self.tree(part) for part in value])
        return value

    def text(self, text: str) -> str:
        self.left -= len(text)
        return _text(text, self.known) if self.left >= 0 else "…"


def _is_text(key: Any) -> bool:
    """Not so are the pictures among a cell's outputs: letters that mean no path."""
    return not (isinstance(key, str) and key.startswith("image/") and "svg" not in key)


def _text(text: str, known: tuple[str, ...]) -> str:
    for path in known:  # also those with spaces in them, and of a single name
        if path in text:
            text = re.sub(rf"{re.escape(path)}(?![\w-])(?:/{_NAME}+)*/?", _shown, text)
    return _PATH.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    path = found.group()
    if path.startswith(_COMMON):
        return path
    if installed := _INSTALLED.match(path):  # tried once: a search would begin at every character
        return f"…/{path[installed.end() :]}"
    name = path.rpartition("/")[2]
    return f"…/{name}" if "." in name.strip(".") else "…"
