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

_NAME = r"[\w.@+~-]"
# An absolute path of two or more names, and no part of an address, a fraction or packed data.
_PATH = re.compile(rf"(?<![\w.…:/+=])/(?:{_NAME}+/)+{_NAME}*")
_COMMON = ("/student/", "/usr/", "/etc/", "/dev/", "/proc/")  # the same on every machine
_INSTALLED = re.compile(r".*/(?=(?:site-packages|dist-packages|python3\.\d+)/)")


def neutral(value: Any, known: tuple[str, ...]) -> Any:
    """The same tree with "…" for every path in its text, `known` ones wherever they stand.

    Of an installed module what follows the folder of packages is left, of other files the name.
    """
    if isinstance(value, str):
        return _text(value, known) if "/" in value else value
    if isinstance(value, Record):
        return Record(value.kind, neutral(value.fields, known))
    if isinstance(value, dict):
        return {neutral(key, known): neutral(part, known) if _is_text(key) else part
                for key, part in value.items()}  # fmt: skip
    if isinstance(value, list | tuple) and not isinstance(value, torch.Size):
        return type(value)([neutral(part, known) for part in value])
    return value


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
    if _INSTALLED.match(path):
        return _INSTALLED.sub("…/", path)
    name = path.rpartition("/")[2]
    return f"…/{name}" if "." in name.strip(".") else "…"
