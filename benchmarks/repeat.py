"""Grade a right solution many times with new seeds, and count rejections.

    python benchmarks/repeat.py ASSIGNMENT [REPETITIONS [EXERCISE ...]] [--statistical] [--jobs N]
                                [--json FILE]

With --statistical only the checks whose verdict is a matter of probability are run; --json keeps
the counts for ours.py.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from rich.progress import track

from autograder.course.catalog import assignment
from autograder.grading import Grader
from autograder.judge.check import Assignment
from autograder.judge.draw import new_seed
from autograder.judge.fair import run_assignment
from autograder.outcome import Status

ROOT = Path(__file__).parents[1]
AT_ONCE = 50  # repetitions for which the solution is loaded once


class Work(NamedTuple):
    lesson: str
    exercises: tuple[str, ...]
    is_statistical: bool
    repetitions: int


def chosen_checks(work: Work) -> Assignment:
    whole = assignment(work.lesson)
    if not work.is_statistical:
        return whole
    kept = [
        dataclasses.replace(exercise, checks=tuple(c for c in exercise.checks if c.is_statistical))
        for exercise in whole.exercises
    ]
    return dataclasses.replace(whole, exercises=tuple(e for e in kept if e.checks))


@cache
def grader() -> Grader:
    """This process's own; it ends with it."""
    return Grader()


def repeated(work: Work) -> tuple[Counter[str], list[str]]:
    """How often each check passed, and what was said where one did not."""
    data = (ROOT / "solutions" / f"{work.lesson}.py").read_bytes()
    chosen, passed, complaints = chosen_checks(work), Counter[str](), list[str]()
    with grader().server.load("solution.py", data) as loaded:
        for _ in range(work.repetitions):
            seed = new_seed()
            for exercise in run_assignment(chosen, loaded, seed, only=work.exercises):
                for check in exercise.checks:
                    name = f"{exercise.name}.{check.name}"
                    passed[name] += check.status is Status.PASSED
                    if check.status is not Status.PASSED:
                        complaints.append(f"{name} {check.status}, seed {seed}: {check.message}")
    return passed, complaints


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignment")
    parser.add_argument("repetitions", type=int, nargs="?", default=200)
    parser.add_argument("exercises", nargs="*")
    parser.add_argument("--statistical", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    whole = Work(options.assignment, tuple(options.exercises), options.statistical, AT_ONCE)
    full, rest = divmod(options.repetitions, AT_ONCE)
    work = [whole] * full + [whole._replace(repetitions=rest)] * bool(rest)
    total, failures = Counter[str](), 0
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        parts = pool.map(repeated, work)
        for passed, complaints in track(parts, options.assignment, total=len(work)):
            total += passed
            failures += len(complaints)
            print(*complaints, sep="\n", end="\n" if complaints else "")
    for name, count in total.items():
        print(f"{name}: passed {count} of {options.repetitions}")
    if options.json:
        rows = [{"id": name, "passed": count, "runs": options.repetitions}
                for name, count in total.items()]  # fmt: skip
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
