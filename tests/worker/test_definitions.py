"""Which definition of a name counts, and which ones were made in vain."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.worker.cells import read_cells
from autograder.worker.load import run_cells

FIRST = "def f(): return 1\n"


def load(text: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "submission"}
    return run_cells(read_cells(text.encode(), "a.py"), namespace).fields


REDEFINED = {
    "a function": ("def f(): return 2\n", 2),
    "an empty stub": ("def f(): pass\n", 2),
    "a class": ("class f: x = 1\n", 2),
    "several": ("def f(): return 2\ndef f(): return 3\n", 3),
    "a lambda": ("f = lambda: 2\n", 2),
    "an import": ("from math import sin as f\n", 2),
    "under a condition": ("if True:\n    def f(): return 2\n", 3),
    "what is tried": ("try:\n    def f(): return 2\nfinally:\n    pass\n", 3),
    "a coroutine": ("async def f(): return 2\n", 2),
    "changed afterwards": ("import functools\ndef f(): return 2\nf = functools.cache(f)\n", 3),
}
ONCE = {
    "another name": "def g(): return f()\n",
    "a changed one": "import functools\nf = functools.cache(f)\n",
    "under a false condition": "if False:\n    def f(): return 2\n",
    "no function": "def f(): return 2\nf = 3\n",
    "deleted": "def f(): return 2\ndel f\n",
    "changed from outside": "def f(): return 2\nglobals()['f'] = abs\n",
    "registered": "class D:\n    def register(self, g): return g\nf.d = D()\n@f.d.register\ndef f(): return 2\n",
    "inside another": "def g():\n    def f(): return 2\n",
}


@pytest.mark.parametrize(("later", "line"), REDEFINED.values(), ids=REDEFINED)
def test_where_the_last_of_several_definitions_stands(later: str, line: int) -> None:
    assert load(FIRST + later)["redefined"] == {"f": ["a.py", line]}


@pytest.mark.parametrize("later", ONCE.values(), ids=ONCE)
def test_what_is_no_second_definition(later: str) -> None:
    assert load(FIRST + later)["redefined"] == {}


def test_a_stub_that_is_filled_below_is_no_definition() -> None:
    assert load(f"def f(): pass\n{FIRST}")["redefined"] == {}
    assert load("f = lambda: 1\ndef f(): pass\n")["redefined"] == {"f": ["a.py", 2]}


def test_overloads_are_no_definitions() -> None:
    overloads = "from typing import overload\n@overload\ndef f(x: int): ...\n@overload\ndef f(x: str): ...\n"
    assert load(overloads + "def f(x): return 1\n")["redefined"] == {}


@pytest.mark.parametrize(
    "later", ["def f():\n    return 2\n  return 3\n", "@unknown\ndef f(): return 2\n"]
)
def test_a_definition_in_vain_is_told_from_one_that_was_made_good(later: str) -> None:
    (fault,) = load(f"{FIRST}\n{later}")["faults"]
    assert fault["overtaken"] == ["f"]
    (fault,) = load(f"{FIRST}\n{later}\ndef f(): return 3\n")["faults"]
    assert fault["overtaken"] == []
    (fault,) = load(later)["faults"]
    assert fault["overtaken"] == [], "there is none before"
