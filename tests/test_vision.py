"""torchvision imports beside any torch, in a fresh process with warnings as errors."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import autograder

HOME = str(Path(autograder.__file__).parent.parent)
SCHEMA = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


def run_python(code: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": HOME},
        text=True,
        capture_output=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.mark.parametrize(
    "before",
    [
        "",
        "import autograder.toolkit",
        # Somebody tried without the cure and got an error, or did not.
        "try:\n    import torchvision\nexcept RuntimeError:\n    pass",
    ],
)
def test_torchvision_works_after_the_cure(before: str) -> None:
    code = f"""
{before}
import autograder.vision
import torchvision
from torchvision.datasets import FashionMNIST
from torchvision.transforms import v2
import torch
assert v2.Resize((2, 2))(torch.ones(1, 4, 4)).shape == (1, 2, 2)
assert autograder.vision.torchvision is torchvision
print("works")
"""
    assert run_python(code) == "works\n"


def test_nothing_is_declared_where_the_operators_exist() -> None:
    """As with a torchvision that matches its torch; here another library provides the operators."""
    code = f"""
import torch
library = torch.library.Library("torchvision", "DEF")
library.define("nms{SCHEMA}")
library.define("qnms{SCHEMA}")
import autograder.vision
print(autograder.vision._declarations)
"""
    assert run_python(code) == "[]\n"


def test_only_what_is_missing_is_declared() -> None:
    code = f"""
import torch
library = torch.library.Library("torchvision", "DEF")
library.define("nms{SCHEMA}")
import autograder.vision
print(torch.ops.torchvision.qnms.default._schema)
"""
    assert run_python(code) == f"torchvision::qnms{SCHEMA}\n"


def test_a_second_import_of_the_cure_is_harmless() -> None:
    code = """
import importlib
import autograder.vision
importlib.reload(autograder.vision)
print("works")
"""
    assert run_python(code) == "works\n"
