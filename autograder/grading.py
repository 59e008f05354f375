"""One submission in, one verdict out: the place where judge, jail and course meet."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import PurePath
from types import TracebackType

import torch

from autograder.data import FashionMNIST, resolve
from autograder.jail.client import ForkServer, ServerDied
from autograder.judge.check import Assignment
from autograder.judge.draw import new_seed
from autograder.judge.run import Progress, run_assignment
from autograder.outcome import Verdict


class Grader:
    """Grades submissions one after the other in a fork server of its own.

    Use as a context manager. A server that dies is replaced and the submission tried once more;
    if that one dies too, the error is raised: the verdict is unknown, not zero.
    """

    def __init__(self, dataset: FashionMNIST | None = None) -> None:
        self.dataset = dataset or resolve(allow_download=False)
        torch.set_num_threads(1)  # small tensors: more threads only wait, and for a busy machine
        self.server = ForkServer(self.dataset.root)

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

    def grade(
        self,
        assignment: Assignment,
        filename: str,
        data: bytes,
        *,
        submission: str = "",
        seed: str = "",
        reveal: bool = False,
        only: Iterable[str] = (),
        progress: Progress = lambda exercise, outcome: None,
    ) -> Verdict:
        """The verdict on a file's bytes; its name decides between notebook and Python text."""
        seed = seed or new_seed()
        start = time.monotonic()
        for attempt in range(2):
            try:
                with self.server.load(filename, data) as loaded:
                    exercises = run_assignment(
                        assignment, loaded, seed, reveal=reveal, only=only, progress=progress
                    )
                break
            except ServerDied:
                self.server.close()
                self.server = ForkServer(self.dataset.root)
                if attempt:
                    raise
        return Verdict(
            assignment=assignment.name,
            submission=submission or PurePath(filename).stem,
            sha256=hashlib.sha256(data).hexdigest(),
            seed=seed,
            isolation=self.server.isolation,
            dataset=self.dataset.name,
            versions=versions(),
            seconds=time.monotonic() - start,
            exercises=exercises,
        )


def versions() -> dict[str, str]:
    return {
        "autograder": version("autograder"),
        "torch": version("torch"),
        "python": platform.python_version(),
    }
