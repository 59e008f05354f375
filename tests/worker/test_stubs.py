"""What counts as a definition that holds nothing yet."""

from __future__ import annotations

import ast

import pytest

from autograder.worker.stubs import stub_names

STUBS = [
    "def f(X): raise NotImplementedError",
    "def f(X):\n    raise NotImplementedError()",
    "def f(X):\n    '''Text.'''\n    raise NotImplementedError('your code here')",
    "def f(X): pass",
    "def f(X): ...",
    "def f(X):\n    '''Only a docstring.'''",
    "@torch.no_grad()\ndef f(X):\n    # YOUR CODE HERE\n    raise NotImplementedError",
    "class f:\n    def __init__(self): raise NotImplementedError\n    def forward(self): pass",
    "class f(nn.Module):\n    '''Text.'''\n    x = 1\n    def forward(self): ...",
    "class f(g):\n    def add(self): pass\n    def reset(self): raise NotImplementedError",
]
FILLED = [
    "def f(X): return X",
    "def f(X): return",
    "def f(X):\n    X += 1\n    raise NotImplementedError",
    "def f(X): raise ValueError",
    "@functools.singledispatch\ndef f(X): pass",
    "@functools.singledispatch\ndef f(X): raise NotImplementedError",
    "@decorated\nclass f:\n    def __init__(self): pass",
    "def f(X): raise",
    "class f: pass",
    "class f(g):\n    def __enter__(self): ...\n    def __exit__(self, *exc): pass",
    "class f(f):\n    def reset(self): pass",
    "class f:\n    def __init__(self): pass\n    def forward(self): return 1",
    "f = lambda X: X",
    "def f(X):\n    if X: raise NotImplementedError",
]


@pytest.mark.parametrize("text", STUBS)
def test_stubs_are_recognised(text: str) -> None:
    assert stub_names(ast.parse(text)) == {"f"}


@pytest.mark.parametrize("text", FILLED)
def test_filled_functions_are_no_stubs(text: str) -> None:
    assert stub_names(ast.parse(text)) == set()
