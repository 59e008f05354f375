"""Where the time goes when one right submission of each assignment is graded.

    python benchmarks/cost.py [repetitions]

Figures are seconds of processor time, medians after a warm-up. "fork" is what it costs to load a
file that defines nothing but the names, to fork a child per exercise and to call it once; "student"
is the rest of what the submission's processes use, "judge" what the judge itself uses.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from autograder.course.catalog import NAMES, assignment
from autograder.grading import Grader
from autograder.judge.check import Assignment
from autograder.judge.run import judge_exercise

ROOT = Path(__file__).parents[1]


def server_cpu(grader: Grader) -> float:
    times = psutil.Process(grader.server.process.pid).cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def measure(grader: Grader, chosen: Assignment, text: str) -> tuple[float, float, float]:
    """(wall, submission's processes, judge) seconds of one grading."""
    wall, workers, judge = time.perf_counter(), server_cpu(grader), time.process_time()
    grader.grade(chosen, f"{chosen.name}.py", text.encode())
    judge = time.process_time() - judge
    return time.perf_counter() - wall, server_cpu(grader) - workers, judge


def measure_forks(grader: Grader, chosen: Assignment) -> float:
    """Seconds where every exercise fails at its first call: loading and forking remain."""
    lines = [f"{exercise.name} = fails" for exercise in chosen.exercises]
    text = "\n".join(["def fails(*_): raise ValueError", *lines])
    before = server_cpu(grader)
    with grader.server.load(f"{chosen.name}.py", text.encode()) as submission:
        for exercise in chosen.exercises:
            alone = replace(exercise, checks=exercise.checks[:1])
            judge_exercise(chosen.name, alone, submission, "cost")
    return server_cpu(grader) - before


def main() -> None:
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    start = time.perf_counter()
    with Grader() as grader:
        started = time.perf_counter() - start
        table = Table(title=f"fork server: {started:.2f} s, once ({grader.dataset.name})")
        for column in ("assignment", "wall", "CPU in all", "fork", "student", "judge"):
            table.add_column(column, justify="left" if column == "assignment" else "right")
        for name in NAMES:
            chosen = assignment(name)
            solution = (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
            measure(grader, chosen, solution)
            runs = [measure(grader, chosen, solution) for _ in range(repetitions)]
            forks = [measure_forks(grader, chosen) for _ in range(repetitions)]
            wall, workers, judge = map(statistics.median, zip(*runs, strict=True))
            fork = statistics.median(forks)
            figures = wall, workers + judge, fork, max(0.0, workers - fork), judge
            table.add_row(name, *(f"{figure:.3f}" for figure in figures))
    Console().print(table)


if __name__ == "__main__":
    main()
