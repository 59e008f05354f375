"""The notebook's shell: magics, `display` and `get_ipython` in a submission's cells.

Only what changes Python's state is wanted of it. Cells are compiled and run by `load`, as those of
plain files are, so that both give the same tracebacks.
"""

from __future__ import annotations

import importlib
import sys
import types
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from traitlets.config import Config

ABOUT_THE_NOTEBOOK = frozenset(  # and not about what its functions do
    {"conda", "config", "load_ext", "matplotlib", "pip", "reload_ext", "store", "unload_ext"}
)
WRITING = ("writefile", "file")  # `%%writefile helper.py` makes its cell a file
MODULE = "submission"  # so that `if __name__ == "__main__":` parts do not run


class Shell(InteractiveShell):
    """Runs magics, and no command of the operating system: a grading machine is no one's laptop."""

    def enable_gui(self, gui: object = None) -> None:
        """No window is ever opened, so there is no event loop to join."""

    def ask_exit(self) -> None:
        raise SystemExit

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """What is asked of another kind of notebook, or of another machine, is passed over."""
        try:
            return super().run_line_magic(magic_name, line, _stack_depth + 1)
        except Exception as error:
            if magic_name not in ABOUT_THE_NOTEBOOK:
                raise
            print(f"(not done when grading: %{magic_name} {line}: {error})")
            return None

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        """What a cell writes can be imported, unless there is something else of that name."""
        result = super().run_cell_magic(magic_name, line, cell)  # type: ignore[no-untyped-call]
        if magic_name in WRITING:
            if "" not in sys.path:
                sys.path.append("")  # last: in the notebook it is first, and hides torch
            importlib.invalidate_caches()
        return result

    def system(self, cmd: str) -> None:
        """`!pip install ...` and its like are passed over, not failures."""
        print(f"(not run when grading: {cmd})")

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        self.system(cmd)
        return [] if split else ""


def _no_check(*functions: object, **options: object) -> None:
    """Stands for `autograder.check` in cells: those checks are the judge's business here."""


def new_shell() -> Shell:
    """A shell with an empty namespace, that of the module `submission`.

    The module can be imported by its name, so that dataclasses and pickling work in it.
    """
    module = types.ModuleType(MODULE)
    config = Config()
    config.HistoryManager.enabled = False  # a file and a thread
    Shell.clear_instance()
    shell: Shell = Shell.instance(config=config, user_module=module, user_ns=module.__dict__)
    module.__dict__["display"] = display
    vars(sys.modules["autograder"])["check"] = _no_check
    sys.modules[MODULE] = module
    for name in ("exit", "quit"):  # `site` has those
        module.__dict__.pop(name, None)
    return shell
