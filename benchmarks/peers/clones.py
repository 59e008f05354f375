"""Read a peer's files out of a local clone, at the commit the figures belong to."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign)


class Clone(NamedTuple):
    """A repository's clone (a work tree is not needed), and a commit in it."""

    folder: Path
    commit: str

    def data(self, path: str) -> bytes:
        """A file's bytes; FileNotFoundError if the commit has no such file."""
        command = ["git", "-C", str(self.folder), "show", f"{self.commit}:{path}"]
        shown = subprocess.run(command, capture_output=True, check=False)
        if shown.returncode:
            raise FileNotFoundError(f"{path} in {self.folder}: {shown.stderr.decode().strip()}")
        return shown.stdout

    def text(self, path: str) -> str:
        return self.data(path).decode("utf-8")

    def tree(self, path: str) -> ast.Module:
        return ast.parse(self.text(path), path)

    def module(
        self, path: str, stand_ins: Mapping[str, Any] | None = None, definitions_only: bool = False
    ) -> ModuleType:
        """Run the file as a module and give it.

        stand_ins: what it finds when it imports these names, a module or the attributes of one.
        definitions_only: leave out what the file does besides defining and importing things.
        The changes to sys.modules stay: call this in a process that ends with the trial.
        """
        for name, found in (stand_ins or {}).items():
            sys.modules[name] = found if isinstance(found, ModuleType) else _module(name, found)
        tree = self.tree(path)
        if definitions_only:
            tree.body = [part for part in tree.body if isinstance(part, _DEFINITIONS)]
        return self.run(tree, path)

    def run(
        self, tree: ast.Module, path: str, given: Mapping[str, Any] | None = None
    ) -> ModuleType:
        """Run these statements of the file as a module that already has the given names."""
        name = path.removesuffix(".py").replace("/", ".")
        module = _module(name, given or {})
        module.__package__ = name.rpartition(".")[0]
        module.__file__ = path
        exec(compile(tree, path, "exec"), module.__dict__)  # noqa: S102  what a peer's test is for
        return module


def _module(name: str, attributes: Mapping[str, Any]) -> ModuleType:
    module = ModuleType(name)
    module.__path__ = []  # may be imported from, like a package
    module.__dict__.update(attributes)
    return module


def clone_of(repository: str, commit: str, clones: Path) -> Clone:
    """The clone that has the commit, as owner/name or owner+name in the folder of clones."""
    flat = clones / repository.replace("/", "+")
    for folder in (clones / repository, flat, flat / "repo"):
        command = ["git", "-C", str(folder), "cat-file", "-e", f"{commit}^{{commit}}"]
        asked = subprocess.run(command, capture_output=True, check=False)
        if asked.returncode == 0:
            return Clone(folder, commit)
    raise FileNotFoundError(
        f"{clones} has no clone of {repository} with commit {commit}: "
        f"git clone https://github.com/{repository} {clones / repository}"
    )
