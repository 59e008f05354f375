"""Functions that answer nonsense: every check calls it wrong, and none stumbles over it.

An exception inside a check would cost a regrade, and `status internal` could be had for the asking.
"""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from autograder import wire
from autograder.course.catalog import NAMES, assignment
from autograder.judge.fair import run_assignment
from autograder.wire import Record
from autograder.worker.serve import answer

# A check that something is left alone: to do nothing is right as far as it goes.
PASSED_BY_DOING_NOTHING = {("init_weights", "leaves_other_modules_alone")}


class Anything:
    """Has every attribute and method, and no items."""

    def __getattr__(self, name: str) -> Any:
        return self

    def __call__(self, *arguments: Any) -> Any:
        return self

    def __len__(self) -> int:
        return 0

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, int) and key:
            raise IndexError
        return self


def like_the_first(value: float) -> Any:
    def function(*arguments: Any) -> Any:
        first = arguments[0] if arguments else None
        return torch.full_like(first, value) if isinstance(first, torch.Tensor) else None

    return function


JUNK = {
    "None": lambda *_: None,
    "two NaN": lambda *_: (math.nan, math.nan),
    "pairs of numbers": lambda *_: iter([(torch.tensor(1.0), torch.tensor(0))] * 3),
    "complex": lambda *_: torch.ones(3, 2, dtype=torch.complex64),
    "empty but wide": lambda *_: (torch.empty(2**12, 0), torch.empty(2**12, 0)),
    "its arguments": lambda *arguments: arguments,
    "NaN of the right shape": like_the_first(math.nan),
    "bare module": lambda *_: torch.nn.Module(),
    "anything": lambda *_: Anything(),
}


IMAGES = torch.zeros((1, 28, 28), dtype=torch.uint8).expand(60_000, -1, -1)
DATASETS = {"fashion_mnist": (IMAGES, torch.zeros(60_000, dtype=torch.uint8))}


class Here:
    """A submission whose functions answer in this process, over the wire's bytes all the same."""

    unreadable = ""
    has_threads = children_load = False
    stubs: frozenset[str] = frozenset()

    def __init__(self, functions: dict[str, Any]) -> None:
        self.functions, self.names = functions, frozenset(functions)
        self.faults: list[Record] = []
        self.taken: dict[str, str] = {}
        self.redefined: dict[str, tuple[str, int]] = {}

    def fork(self, cpu_seconds: int) -> Here:
        return self

    def ask(self, request: Record, seconds: float) -> Record:
        reply = answer(wire.decode(wire.encode(request)), self.functions, DATASETS)
        back: Record = wire.decode(wire.encode(reply))
        return back

    def end(self) -> None: ...


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of junk in torch's own functions
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("junk", JUNK)
def test_nonsense_is_wrong_and_nothing_else(name: str, junk: str) -> None:
    chosen = assignment(name)
    submission = Here(dict.fromkeys((exercise.name for exercise in chosen.exercises), JUNK[junk]))
    for exercise in run_assignment(chosen, submission, "ab" * 16):
        for check in exercise.checks:
            if (exercise.name, check.name) not in PASSED_BY_DOING_NOTHING:
                assert check.status not in ("passed", "internal"), (exercise.name, check)
            assert check.message.isprintable()
