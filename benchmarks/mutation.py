"""Plant every mutant of the solutions, and show those that lose no points.

    python benchmarks/mutation.py [ASSIGNMENT [EXERCISE ...]] [--json FILE] [--seed HEX] [--jobs N]

A mutant is a solution with one small fault (see `autograder.authoring.mutants`). One that keeps all
its points is either equivalent to the solution, and then it stands in the table of equivalents with
the reason, or a check is too weak. The exit code is 1 when there are survivors of the second kind,
or entries in the table that are no longer true.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.authoring.mutants.equivalent import reason
from autograder.authoring.mutants.mutant import Mutant, mutants_in
from autograder.authoring.mutants.trial import impatient, lost_check
from autograder.course.catalog import NAMES, assignment
from autograder.grading import Grader

ROOT = Path(__file__).parents[1]


class Trial(NamedTuple):
    """A mutant and how it ended; check and status are empty if it survived."""

    mutant: Mutant
    check: str
    status: str


@cache
def text_of(lesson: str) -> str:
    return (ROOT / "solutions" / f"{lesson}.py").read_text(encoding="utf-8")


@cache
def grader() -> Grader:
    """This process's own; it ends with it."""
    return Grader()


def tried(work: tuple[str, Mutant, str]) -> Trial:
    lesson, mutant, seed = work
    lost = lost_check(grader(), impatient(assignment(lesson)), text_of(lesson), mutant, seed)
    return Trial(mutant, lost.name, lost.status.value) if lost else Trial(mutant, "", "")


def work_for(
    lessons: Iterable[str], exercises: Iterable[str], seed: str
) -> Iterator[tuple[str, Mutant, str]]:
    wanted = set(exercises)
    for lesson in lessons:
        for exercise in assignment(lesson).exercises:
            if not wanted or exercise.name in wanted:
                for mutant in mutants_in(text_of(lesson), exercise.name):
                    yield lesson, mutant, seed


def report(trials: list[Trial], console: Console) -> int:
    """Print the score of each exercise and what is not as it should be; how many of the latter."""
    table = Table("exercise", title="Mutants of the solutions")
    for column in ("mutants", "killed", "equivalent", "survived", "score"):
        table.add_column(column, justify="right")
    wrong = 0
    for exercise in dict.fromkeys(trial.mutant.exercise for trial in trials):
        own = [trial for trial in trials if trial.mutant.exercise == exercise]
        equivalent = sum(bool(reason(trial.mutant)) for trial in own)
        killed = sum(bool(trial.check) for trial in own if not reason(trial.mutant))
        survived = len(own) - equivalent - killed
        score = f"{100 * killed / max(1, killed + survived):.1f} %"
        table.add_row(exercise, *map(str, (len(own), killed, equivalent, survived)), score)
    for mutant, check, status in trials:
        if bool(check) == bool(reason(mutant)):
            wrong += 1
            fate = f"is no equivalent: {check} {status}" if check else "survived"
            console.print(f"\n{mutant.id} {fate}\n{mutant.change}", markup=False, highlight=False)
    console.print(table)
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignment", nargs="?")
    parser.add_argument("exercises", nargs="*")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seed", default="7" * 32)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    lessons = [options.assignment] if options.assignment else NAMES
    work = list(work_for(lessons, options.exercises, options.seed))
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        trials = list(track(pool.map(tried, work), "mutants", total=len(work)))
    if options.json:
        rows = [
            {"id": mutant.id, "change": mutant.change, "check": check, "status": status,
             "equivalent": reason(mutant)}
            for mutant, check, status in trials
        ]  # fmt: skip
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    sys.exit(bool(report(trials, Console())))


if __name__ == "__main__":
    main()
