"""One submission in, one verdict out: the place where judge, jail and course meet."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import PurePath
from types import TracebackType
from typing import TypedDict, Unpack

import torch

from autograder.data import FashionMNIST, resolve
from autograder.jail.bubblewrap import Walls
from autograder.jail.client import ForkServer, ServerDied
from autograder.jail.submission import CELL_SECONDS, Submission
from autograder.judge.check import Assignment
from autograder.judge.draw import new_seed
from autograder.judge.fair import run_assignment
from autograder.judge.run import Progress
from autograder.outcome import Verdict
from autograder.reference import Reference


class Options(TypedDict, total=False):
    """What may be said about a grading."""

    submission: str  # the name in the verdict; the file's own if it is empty
    seed: str  # a new secret one if it is empty
    reveal: bool  # whether messages may show single expected values; for one's own work only
    only: Iterable[str]  # the exercises to grade; all if it is empty
    explain: bool  # whether mistakes are named and broken helpers replaced, as they are usually
    progress: Progress


class Grader:
    """Grades submissions one after the other in a fork server of its own.

    Use as a context manager. A server that dies is replaced and the submission tried once more;
    if that one dies too, the error is raised: the verdict is unknown, not zero.
    """

    def __init__(self, dataset: FashionMNIST | None = None, *, jailed: bool = False) -> None:
        """With `jailed` submissions see only what a jail holds; JailError where there is none."""
        self.dataset = dataset or resolve(allow_download=False)
        self.walls = Walls() if jailed else None
        torch.set_num_threads(1)  # small tensors: more threads only wait, and for a busy machine
        self.server = ForkServer(self.dataset.root, self.walls)
        self.reference = Reference(self.dataset.root)

    def __enter__(self) -> Grader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self.server.close()
        self.reference.close()

    def _renew(self) -> None:
        self.server.close()
        self.server = ForkServer(self.dataset.root, self.walls)

    def grade(
        self, assignment: Assignment, filename: str, data: bytes, **options: Unpack[Options]
    ) -> Verdict:
        """The verdict on a file's bytes; its name decides between notebook and Python text."""
        return self.grade_loaded(assignment, filename, data, **options)[0]

    def grade_loaded(
        self,
        assignment: Assignment,
        filename: str,
        data: bytes,
        *,
        record: bool = False,
        cell_seconds: float = CELL_SECONDS,
        **options: Unpack[Options],
    ) -> tuple[Verdict, Submission]:
        """The verdict, and what loading the file found; with `record` what its cells showed too.

        A cell may take `cell_seconds`, all of them together three times that.
        """
        times = {"cell_seconds": cell_seconds, "load_seconds": 3 * cell_seconds}
        seed = options.get("seed") or new_seed()
        start = time.monotonic()
        for attempt in range(2):
            if not self.server.is_usable:
                self._renew()
            try:
                with self.server.load(filename, data, record=record, **times) as loaded:
                    exercises = run_assignment(
                        assignment,
                        loaded,
                        seed,
                        reveal=options.get("reveal", False),
                        only=options.get("only", ()),
                        progress=options.get("progress", lambda exercise, outcome: None),
                        course=self.reference if options.get("explain", True) else None,
                    )
                break
            except ServerDied:
                if attempt:
                    raise
        verdict = Verdict(
            assignment=assignment.name,
            submission=options.get("submission") or PurePath(filename).stem,
            sha256=hashlib.sha256(data).hexdigest(),
            seed=seed,
            isolation=self.server.isolation,
            dataset=self.dataset.name,
            versions=versions(),
            seconds=time.monotonic() - start,
            exercises=exercises,
        )
        return verdict, loaded


def versions() -> dict[str, str]:
    return {
        "autograder": version("autograder"),
        "torch": version("torch"),
        "python": platform.python_version(),
    }
