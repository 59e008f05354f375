"""Imports point one way, and the code beside a student's imports nothing that could know a secret."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import autograder

ROOT = Path(autograder.__file__).parent

# A part of the package, and the parts it may import; modules of one part may import each other.
ARROWS: dict[str, set[str]] = {
    "wire": set(),
    "outcome": set(),
    "errors": set(),
    "messages": set(),
    "vision": set(),
    "toolkit": {"vision", "data"},
    "data": {"vision", "__init__"},  # the latter to find the folder that the package is in
    "worker": {"wire"},
    "jail": {"wire", "worker", "errors", "messages", "__init__"},  # the latter to find the folder
    "judge": {"wire", "outcome", "errors", "messages"},
    "course": {"judge", "wire", "outcome", "errors", "messages", "data"},
    "doctor": {"jail", "data", "errors", "messages"},
    "reference": {"course", "judge", "jail", "outcome", "errors", "messages"},
    "grading": {"reference", "judge", "jail", "data", "outcome", "errors", "messages"},
    "authoring": {
        "batch",
        "course",
        "grading",
        "judge",
        "data",
        "worker",
        "outcome",
        "errors",
        "messages",
    },
    "batch": {"course", "grading", "judge", "jail", "data", "outcome", "errors", "messages"},
    "nbgrader_plugin": {
        "batch",
        "course",
        "grading",
        "jail",
        "judge",
        "outcome",
        "errors",
        "messages",
        "report",
        "wire",
        "worker",  # the tag of what is not run
    },
    "report": {"outcome", "course", "messages"},
    "notebook": {
        "report",
        "reference",
        "course",
        "judge",
        "worker",
        "wire",
        "data",
        "outcome",
        "errors",
        "messages",
    },
    "pytest_plugin": {"batch", "course", "grading", "judge", "outcome", "errors", "messages"},
}
# Given to submissions, so loaded where submissions run, but only inside a function.
LAZY = {("jail", "toolkit"), ("jail", "data"), ("jail", "vision")}
ABOVE_ALL = {"cli", "__init__", "__main__"}
STANDARD_LIBRARY_AND_TORCH = sys.stdlib_module_names | {"torch"}


def module_name(path: Path) -> str:
    relative = path.relative_to(ROOT.parent).with_suffix("")
    parts = relative.parts[:-1] if relative.name == "__init__" else relative.parts
    return ".".join(parts)


MODULES = {module_name(path): path for path in sorted(ROOT.rglob("*.py"))}


def part_of(module: str) -> str:
    names = module.split(".")
    return names[1] if len(names) > 1 else "__init__"


def imports_of(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module imported, and whether that happens only when a function is called."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in inside
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative imports hide the arrows"
            module = node.module or ""
            for alias in node.names:
                whole = f"{module}.{alias.name}"
                yield (whole if whole in MODULES else module), id(node) in inside


def ours(path: Path) -> Iterator[tuple[str, bool]]:
    return ((name, lazy) for name, lazy in imports_of(path) if name.split(".")[0] == "autograder")


@pytest.mark.parametrize("module", MODULES)
def test_every_part_imports_only_what_is_below_it(module: str) -> None:
    part = part_of(module)
    if part in ABOVE_ALL:
        return
    assert part in ARROWS, f"{part} is new: say in ARROWS what it may import"
    for name, lazy in ours(MODULES[module]):
        target = part_of(name)
        allowed = target == part or target in ARROWS[part] or (lazy and (part, target) in LAZY)
        assert allowed, f"{module} imports {name}, which is not below {part}"


@pytest.mark.parametrize("module", [name for name in MODULES if part_of(name) == "wire"])
def test_the_wire_knows_nothing_but_torch(module: str) -> None:
    for name, _lazy in imports_of(MODULES[module]):
        assert name.split(".")[0] in STANDARD_LIBRARY_AND_TORCH


@pytest.mark.parametrize("module", [name for name in MODULES if part_of(name) == "worker"])
def test_the_worker_loads_only_what_submissions_may_use(module: str) -> None:
    allowed = (
        STANDARD_LIBRARY_AND_TORCH
        | {"numpy", "matplotlib", "PIL", "autograder"}
        | {"IPython", "traitlets"}
    )
    for name, _lazy in imports_of(MODULES[module]):
        assert name.split(".")[0] in allowed, f"{module} imports {name}"


@pytest.mark.parametrize("module", MODULES)
def test_nothing_pickles(module: str) -> None:
    forbidden = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
    assert not forbidden & {name.split(".")[0] for name, _lazy in imports_of(MODULES[module])}


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {
        module: {name for name, _lazy in ours(path) if name in MODULES and name != module}
        for module, path in MODULES.items()
    }
    finished: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join([*trail, module])
        if module not in finished:
            for name in sorted(graph[module]):
                visit(name, (*trail, module))
            finished.add(module)

    for module in graph:
        visit(module, ())


@pytest.mark.slow
def test_the_fork_server_holds_no_check_and_no_solution() -> None:
    """What it imports is inherited by every submission."""
    code = """
import sys
import autograder.jail.server as server
server.preload()
parts = {name.split(".")[1] for name in sys.modules if name.startswith("autograder.")}
print(*sorted(parts))
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert set(done.stdout.split()) <= {"jail", "worker", "wire", "toolkit", "vision", "data"}
