"""Whatever is raised becomes a record of plain text, with the student's own line."""

from __future__ import annotations

from typing import Any

import pytest

from autograder import wire
from autograder.wire import Record
from autograder.worker.cells import read_cells
from autograder.worker.faults import MAX_TEXT, describe_fault
from autograder.worker.load import run_cells
from autograder.worker.shell import new_shell

TEXT = """
import torch

def stub(): raise NotImplementedError
def calls_stub(): return stub()
def message(): raise NotImplementedError("told")
def recursive(n):
    if n == 0:
        raise NotImplementedError
    return recursive(n - 1)
class Net(torch.nn.Module): pass
def no_forward(): return Net()(1)
def in_torch(): return torch.ones(2) @ torch.ones(3)
def decorate(g):
    def inner(): return g()
    return inner
@decorate
def decorated(): raise NotImplementedError
"""


def fault_of(name: str, *arguments: Any, text: str = TEXT) -> Record:
    namespace = new_shell().user_ns
    run_cells(read_cells(text.encode(), "alice.py"), namespace)
    try:
        namespace[name](*arguments)
    except BaseException as error:  # noqa: BLE001
        fault = describe_fault(error, name)
        wire.encode(fault)
        return fault
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    ("name", "arguments", "own"),
    [("stub", (), True), ("message", (), True), ("decorated", (), True), ("recursive", (3,), True),
     ("calls_stub", (), False), ("no_forward", (), False)],
)  # fmt: skip
def test_a_function_s_own_not_implemented_error_is_told_from_another_s(
    name: str, arguments: tuple[Any, ...], own: bool
) -> None:
    fault = fault_of(name, *arguments)
    assert fault["type"] == "NotImplementedError"
    assert fault["is_own"] is own


def test_the_place_is_the_student_s_innermost_line() -> None:
    fault = fault_of("in_torch")
    assert fault["place"] == "alice.py"
    assert fault["line"] == 13
    assert fault["source"] == "def in_torch(): return torch.ones(2) @ torch.ones(3)"
    assert fault["function"] == "in_torch"


HOSTILE = """
class Raises(Exception):
    def __str__(self): raise ValueError
class Exits(Exception):
    def __str__(self): raise SystemExit
class NoText(Exception):
    def __str__(self): return 3
class Meta(type):
    @property
    def __name__(cls): raise ValueError
class Nameless(Exception, metaclass=Meta): pass
class Long(Exception):
    def __str__(self): return "x" * 50_000_000
class NotText(SyntaxError):
    filename = 3
    lineno = "x"
    msg = None
class Locked(Exception):
    def __getattribute__(self, name): raise RuntimeError(name)

def raises(): raise Raises
def exits(): raise Exits
def no_text(): raise NoText
def nameless(): raise Nameless
def long(): raise Long
def not_text(): raise NotText
def locked(): raise Locked
def surrogates(): raise ValueError("\\ud800 \\x1b[31m \\0 \\u202e")
def cyclic():
    a, b = ValueError("a"), ValueError("b")
    a.__cause__, b.__cause__, a.__context__, b.__context__ = b, a, b, a
    raise a
def deep():
    deep()
def lines():
    exec(compile("raise ValueError", "alice.py", "exec"))
def group(): raise BaseExceptionGroup("g", [SystemExit(), KeyboardInterrupt()])
def long_name(): raise type("N" * 100_000, (Exception,), {})
"""
NAMES = ["raises", "exits", "no_text", "nameless", "long", "not_text", "locked", "surrogates",
         "cyclic", "deep", "lines", "group", "long_name"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_hostile_exceptions_are_described_all_the_same(name: str) -> None:
    fault = fault_of(name, text=HOSTILE)
    assert {key: type(value) for key, value in fault.fields.items()} == {
        "type": str, "message": str, "line": int, "place": str, "source": str, "function": str,
        "is_own": bool,
    }  # fmt: skip
    assert len(fault["message"]) <= MAX_TEXT
    assert len(fault["type"]) <= 80


def test_an_exception_without_a_student_s_line_has_no_place() -> None:
    fault = describe_fault(ValueError("no"), "f")
    assert (fault["place"], fault["line"], fault["is_own"]) == ("", 0, False)
