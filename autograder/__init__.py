"""Grade exercises on linear and softmax regression in PyTorch.

    wire → worker → jail ┐
    wire, outcome → judge → course ┤→ grading → authoring, batch → cli, pytest_plugin
                                   └→ report → notebook, cli

Public is `check`, for notebooks: `from autograder import check`, then `check(softmax)`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

__all__ = ["check"]

check: Callable[..., None]

if not TYPE_CHECKING:  # a type checker would take any misspelt name for one found here

    def __getattr__(name: str) -> object:
        """`check` when it is asked for: judge and course must not come along to the worker."""
        if name == "check":
            return import_module("autograder.notebook.check").check
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
