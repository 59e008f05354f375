"""Grade every known mistake with fresh draws: is it rejected, is it named, and whom else it costs.

    python benchmarks/naming.py [SEEDS [ASSIGNMENT [EXERCISE ...]]] [--json FILE] [--jobs N]

A mistake counts as rejected if it lost points with every seed, and as named if it was called by its
own name, or by that of a sibling which no check can tell from it, with every seed. It stands in an
otherwise right solution, all of which is graded: no other exercise may lose a point, or get a name.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.course.catalog import NAMES, assignment
from autograder.course.mistake import KnownMistake, mistakes
from autograder.course.siblings import siblings_of
from autograder.grading import Grader
from autograder.outcome import ExerciseOutcome

ROOT = Path(__file__).parents[1]


class Trial(NamedTuple):
    """What became of one mistake: with how many seeds it lost points, and the names it got."""

    lesson: str
    mistake: KnownMistake
    seeds: int
    lost: int
    names: Counter[str]
    others: frozenset[str]  # exercises that were right, and lost points or were given a name

    @property
    def right_name(self) -> str:
        group = siblings_of(self.mistake.id)
        return group.ids[0] if group else self.mistake.id

    @property
    def is_rejected(self) -> bool:
        return self.lost == self.seeds

    @property
    def is_named(self) -> bool:
        return self.names[self.right_name] == self.seeds


@cache
def grader() -> Grader:
    """This process's own; it ends with it."""
    return Grader()


def has_lost(exercise: ExerciseOutcome) -> bool:
    return exercise.score is None or exercise.score < exercise.max_score


def tried(work: tuple[str, KnownMistake, list[str]]) -> Trial:
    lesson, mistake, seeds = work
    solution = (ROOT / "solutions" / f"{lesson}.py").read_text(encoding="utf-8")
    text = mistake.planted_in(solution).encode()
    lost, names, others = 0, Counter[str](), set[str]()
    for seed in seeds:
        verdict = grader().grade(assignment(lesson), "student.py", text, seed=seed)
        for exercise in verdict.exercises:
            if exercise.name == mistake.exercise:
                lost += has_lost(exercise)
                names[" and ".join(each.id for each in exercise.mistakes)] += 1
            elif has_lost(exercise) or exercise.mistakes:
                others.add(exercise.name)
    return Trial(lesson, mistake, len(seeds), lost, names, frozenset(others))


def report(trials: Iterable[Trial], console: Console) -> int:
    """Print a line for each exercise, and what is not as it should be; how many of the latter."""
    table = Table("exercise", title="Known mistakes")
    for column in ("mistakes", "rejected", "named right", "named wrong", "not named"):
        table.add_column(column, justify="right")
    rows: dict[str, Counter[str]] = {}
    faults = 0
    for trial in trials:
        wrong = set(trial.names) - {trial.right_name, ""}
        row = rows.setdefault(trial.mistake.exercise, Counter())
        row.update(all=1, rejected=trial.is_rejected, right=trial.is_named, wrong=bool(wrong))
        row.update(unnamed=not trial.is_named and not wrong)
        if not (trial.is_rejected and trial.is_named) or trial.others:
            faults += 1
            console.print(
                f"{trial.mistake.id}: lost points with {trial.lost} of {trial.seeds} seeds, named "
                f"{dict(trial.names)}, others that suffered: {sorted(trial.others)}",
                markup=False, highlight=False,
            )  # fmt: skip
    rows["all"] = sum(rows.values(), Counter())
    for name, row in rows.items():
        shown = (row[key] for key in ("all", "rejected", "right", "wrong", "unnamed"))
        table.add_row(name, *map(str, shown))
    console.print(table)
    return faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", type=int, nargs="?", default=3)
    parser.add_argument("assignment", nargs="?")
    parser.add_argument("exercises", nargs="*")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    seeds = [f"{number:032x}" for number in range(options.seeds)]
    lessons = [options.assignment] if options.assignment else NAMES
    work = [
        (lesson, mistake, seeds)
        for lesson in lessons
        for mistake in mistakes(lesson)
        if not options.exercises or mistake.exercise in options.exercises
    ]
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        trials = list(track(pool.map(tried, work), "mistakes", total=len(work)))
    if options.json:
        rows = [
            {"id": trial.mistake.id, "seeds": trial.seeds, "rejected": trial.is_rejected,
             "named": trial.is_named, "names": trial.names, "others": sorted(trial.others)}
            for trial in trials
        ]  # fmt: skip
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    sys.exit(bool(report(trials, Console())))


if __name__ == "__main__":
    main()
