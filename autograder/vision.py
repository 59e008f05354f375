"""Make ``import torchvision`` work next to a CPU-only torch. Import this module first.

Either ``import autograder.vision`` somewhere before torchvision, or, where a formatter sorts the
imports, ``from autograder.vision import torchvision``.

Reason: the package registry's torchvision wheel is compiled against the CUDA build of torch.
Beside a CPU-only torch its extension ``_C`` cannot be loaded for want of CUDA libraries.
torchvision tolerates that in silence, but its next import attaches shape functions to the
operators ``nms`` and ``qnms`` which ``_C`` would have declared, and ends in ``RuntimeError:
operator torchvision::nms does not exist``. Data sets and transforms, all this course needs, use
neither operator, so a declaration without an implementation is enough.

Trap: where ``_C`` does load, declaring the operators before it does is itself an error (declared
twice). So ``_C`` is loaded first, exactly as torchvision would, and only what is still absent
afterwards is declared. To import, catch the error and declare then was rejected: it runs parts of
torchvision's initialisation twice. Somebody whose own import has already failed is helped here all
the same.

It can go when the registry's torchvision either loads beside a CPU-only torch or guards these
registrations; then replace ``import autograder.vision`` by ``import torchvision``.
"""

import importlib.util
import sys
from pathlib import Path

import torch
from torch.library import Library

__all__ = ["torchvision"]

_ARGUMENTS = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
_OPERATORS = ("nms", "qnms")

# Declarations vanish with the Library that made them, so it lives as long as the process.
_declarations: list[Library] = []


def _load_extension() -> None:
    """Load torchvision's ``_C`` if it can be loaded; torchvision then finds it already there."""
    spec = importlib.util.find_spec("torchvision")  # locates the package without running it
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for library in [*Path(folder).glob("_C*.so"), *Path(folder).glob("_C*.pyd")]:
            try:
                torch.ops.load_library(library)  # type: ignore[no-untyped-call]
            except OSError:
                continue  # the CPU-only case: the libraries it was linked against are not here


def _declare_missing_operators() -> None:
    missing = [name for name in _OPERATORS if not hasattr(torch.ops.torchvision, name)]
    if missing:
        # A fragment, because the other kind claims the whole namespace for itself.
        fragment = Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]
        for name in missing:
            fragment.define(name + _ARGUMENTS)  # type: ignore[no-untyped-call]
        _declarations.append(fragment)


if "torchvision" not in sys.modules:
    _load_extension()
    _declare_missing_operators()

import torchvision  # noqa: E402 - must follow the declarations
