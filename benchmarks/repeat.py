"""Grade a right solution many times with new seeds, and count rejections and the closest calls.

    python benchmarks/repeat.py ASSIGNMENT [repetitions] [--statistical] [EXERCISE ...]

With --statistical only the checks whose verdict is a matter of probability are run.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
from pathlib import Path

from rich.progress import track

from autograder.course.catalog import assignment
from autograder.grading import Grader
from autograder.judge.check import Assignment
from autograder.outcome import Status

ROOT = Path(__file__).parents[1]


def only_statistical(chosen: Assignment) -> Assignment:
    kept = [
        dataclasses.replace(exercise, checks=tuple(c for c in exercise.checks if c.is_statistical))
        for exercise in chosen.exercises
    ]
    return dataclasses.replace(chosen, exercises=tuple(e for e in kept if e.checks))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignment")
    parser.add_argument("repetitions", type=int, nargs="?", default=200)
    parser.add_argument("exercises", nargs="*")
    parser.add_argument("--statistical", action="store_true")
    options = parser.parse_args()
    chosen = assignment(options.assignment)
    if options.statistical:
        chosen = only_statistical(chosen)
    data = (ROOT / "solutions" / f"{options.assignment}.py").read_bytes()
    passed: collections.Counter[str] = collections.Counter()
    with Grader() as grader:
        for _ in track(range(options.repetitions), description=options.assignment):
            verdict = grader.grade(chosen, "solution.py", data, only=options.exercises)
            for exercise in verdict.exercises:
                for check in exercise.checks:
                    name = f"{exercise.name}.{check.name}"
                    passed[name] += check.status is Status.PASSED
                    if check.status is not Status.PASSED:
                        print(f"{name} {check.status}, seed {verdict.seed}: {check.message}")
    for name, count in passed.items():
        print(f"{name}: passed {count} of {options.repetitions}")


if __name__ == "__main__":
    main()
