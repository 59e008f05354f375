"""What naming a mistake costs, beside the grading itself.

    python benchmarks/diagnosis.py [ASSIGNMENT ...]

For each exercise its known mistakes are graded one after the other, with the reference server warm.
Figures are seconds of processor time, of the judge and of the processes it asked.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from autograder.course.catalog import NAMES, assignment
from autograder.course.mistake import KnownMistake, mistakes
from autograder.grading import Grader
from autograder.judge.record import Judged
from autograder.outcome import Mistake
from autograder.reference import Reference

ROOT = Path(__file__).parents[1]


class Timed(Reference):
    """A reference that knows how long it took the last time."""

    seconds = 0.0

    def mistakes(self, judged: Judged) -> tuple[Mistake, ...] | None:
        start = self._used()
        found = super().mistakes(judged)
        self.seconds = self._used() - start
        return found

    def _used(self) -> float:
        if self.server is None:
            return time.process_time()
        return time.process_time() + used_below(self.server.process.pid)


def used_below(pid: int) -> float:
    """Processor seconds of a process and of all it has started, those that ended included."""
    total = 0.0
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def measure(
    grader: Grader, reference: Timed, name: str, mistake: KnownMistake
) -> tuple[float, float]:
    """Seconds of (judging, naming) a solution with the mistake in it, the exercise alone."""
    solution = (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    start = time.process_time() + used_below(grader.server.process.pid)
    grader.grade(assignment(name), f"{name}.py", mistake.planted_in(solution).encode(),
                 only=[mistake.exercise])  # fmt: skip
    judging = time.process_time() + used_below(grader.server.process.pid) - start
    return judging, reference.seconds


def main() -> None:
    table = Table()
    for column in ("exercise", "mistakes", "judging", "naming", "naming, worst"):
        table.add_column(column, justify="left" if column == "exercise" else "right")
    with Grader() as grader:
        reference = grader.reference = Timed(grader.dataset.root)
        for name in sys.argv[1:] or NAMES:
            for exercise in assignment(name).exercises:
                known = [each for each in mistakes(name) if each.exercise == exercise.name]
                measure(grader, reference, name, known[0])
                runs = [measure(grader, reference, name, each) for each in known]
                judging, naming = (statistics.median(each) for each in zip(*runs, strict=True))
                worst = max(each for _judging, each in runs)
                table.add_row(exercise.name, str(len(known)), f"{judging:.3f}", f"{naming:.3f}",
                              f"{worst:.3f}")  # fmt: skip
    Console().print(table)


if __name__ == "__main__":
    main()
