"""Finds what an exercise asks for in a function that names it, run or not.

What the watch hears is what was executed; a branch that no check reaches is only named. Names are
looked up where the function would look them up, so an alias is known for what it is; of objects
that exist only while it runs, the name of the method counts, unless a class of the file has such.
"""

from __future__ import annotations

import dis
import inspect
from collections.abc import Iterator, Mapping, Sequence
from types import CodeType, FunctionType, ModuleType
from typing import Any

from autograder.wire import Record
from autograder.worker.faults import line_of
from autograder.worker.watch import CLASSES, Watch, home_of, plain_name

_MOST = 50  # functions that are looked into
_UNKNOWN = object()  # what a name stands for, until the function runs
_LIBRARIES = ("torch", "numpy", "scipy")


def mention(function: Any, watch: Watch) -> Record | None:
    """The first forbidden thing named in a function, or in those of the file that it calls."""
    if not watch.operations and not watch.modules:
        return None
    try:
        for each in _functions(function, watch):
            for code in _codes(each.__code__):
                for name, line in _named(code, each.__globals__, watch):
                    return Record("used", {"name": name} | line_of(code.co_filename, line))
    except Exception:  # noqa: BLE001, S110  what it looks at is the student's
        pass
    return None


def _functions(function: Any, watch: Watch) -> Iterator[FunctionType]:
    """The function and those of the same file that it names, the exercises among them left out."""
    waiting = [inspect.unwrap(function)]
    seen: set[CodeType] = set()
    while waiting and len(seen) < _MOST:
        each = waiting.pop()
        if isinstance(each, FunctionType) and each.__code__ not in seen | watch.helpers:
            seen.add(each.__code__)
            yield each
            space = each.__globals__
            named = [space.get(name) for code in _codes(each.__code__) for name in code.co_names]
            waiting += [f for f in named if getattr(f, "__globals__", None) is space]


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code and that of the functions inside of it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _named(code: CodeType, space: Mapping[str, Any], watch: Watch) -> Iterator[tuple[str, int]]:
    """What the code names that is forbidden, with its line."""
    strings = {each for each in code.co_consts if isinstance(each, str)}
    names = {*code.co_names, *strings}
    globals_ = [space[name] for name in code.co_names if name in space]
    modules = [each for each in globals_ if isinstance(each, ModuleType)]
    inside = [vars(each)[name] for each in modules for name in names if name in vars(each)]
    if not names & watch.operations and not _any_forbidden([*globals_, *inside], watch):
        return  # nearly always: taking the code apart is dear
    by_getattr = strings & watch.operations if "getattr" in code.co_names else set()
    own = _own_methods(code, space)
    value: Any = _UNKNOWN
    line = code.co_firstlineno
    for step in dis.get_instructions(code):
        line = (step.positions.lineno if step.positions else None) or line
        name, before = step.argval, value
        value = _UNKNOWN
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            value = space.get(name, _UNKNOWN)
        elif step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            value = vars(before).get(name) if isinstance(before, ModuleType) else None
            if before is _UNKNOWN and name in watch.operations - {"grad"} - own:
                yield name, line
        elif step.opname == "LOAD_CONST" and name in by_getattr:
            yield name, line
        if _any_forbidden([value], watch):
            yield _shown(name, value), line


def _own_methods(code: CodeType, space: Mapping[str, Any]) -> set[str]:
    """What objects of the file's classes may be asked for, be the classes inside the function."""
    classes = [value for value in space.values() if isinstance(value, type)]
    ours = [each for each in classes if each.__module__ == space.get("__name__")]
    methods = {name for each in ours for name in vars(each)}
    return methods | {inner.co_name for inner in _codes(code) if inner is not code}


def _shown(name: str, thing: Any) -> str:
    """As the student wrote it; with its library, if that is not the one that everything is from."""
    home = home_of(thing)
    if not home.startswith(("numpy", "scipy")):
        return name
    return ".".join([*(part for part in home.split(".") if not part.startswith("_")), name])


def _any_forbidden(things: Sequence[Any], watch: Watch) -> bool:
    return any(_is_forbidden(each, watch) for each in things)


def _is_forbidden(thing: Any, watch: Watch) -> bool:
    if not callable(thing):
        return False
    home = home_of(thing)
    if watch.homes and home.startswith(watch.homes):
        return True
    if isinstance(thing, type) and any(issubclass(thing, CLASSES[m]) for m in watch.modules):
        return True
    if not home.startswith(_LIBRARIES) and home:  # builtin methods of torch's have none
        return False
    return plain_name(thing).lower().replace("_", "") in watch.squeezed
