"""Grade every right answer of the tests' corpora with many seeds: rejections, and closest calls.

    python benchmarks/fairness.py [SEEDS [ASSIGNMENT [EXERCISE ...]]] [--json FILE] [--jobs N]

A right answer that is rejected is an error in a check. The margins say how far from one the others
are: of each check, the largest error of any right answer with any seed, in percent of what its
tolerance allows (100 would be a rejection).
"""

from __future__ import annotations

import argparse
import json
import runpy
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.course.catalog import NAMES, assignment
from autograder.grading import Grader
from autograder.judge import expect
from autograder.judge.check import Exercise
from autograder.judge.fair import run_assignment
from autograder.outcome import CheckOutcome, Status

ROOT = Path(__file__).parents[1]


class Answer(NamedTuple):
    lesson: str
    exercise: str
    title: str
    code: str


class Record(NamedTuple):
    """What became of one answer with all seeds: complaints, and by check the closest call."""

    answer: Answer
    complaints: list[str]
    closest: dict[str, float]


def right_answers(lesson: str) -> Iterator[Answer]:
    """Those of the lesson's tests, which keep them in a dict RIGHT by exercise."""
    for path in sorted((ROOT / "tests" / "course" / lesson).glob("test_*.py")):
        for exercise, codes in runpy.run_path(str(path)).get("RIGHT", {}).items():
            titled = codes.items() if isinstance(codes, dict) else enumerate(codes)
            for title, code in titled:
                yield Answer(lesson, exercise, f"{path.stem}:{title}", code)


@cache
def grader() -> Grader:
    """This process's own; it ends with it."""
    return Grader()


def recorded(work: tuple[Answer, list[str]]) -> Record:
    """Load the answer once and run its exercise's checks with each seed."""
    answer, seeds = work
    solution = (ROOT / "solutions" / f"{answer.lesson}.py").read_text(encoding="utf-8")
    text = f"{solution}\n\n# %%\n{dedent(answer.code)}"
    record, shares = Record(answer, [], defaultdict(float)), [0.0]
    expect.on_comparison = shares.append

    def note(exercise: Exercise, outcome: CheckOutcome) -> None:
        if outcome.status is not Status.PASSED:
            record.complaints.append(f"{outcome.name} {outcome.status}: {outcome.message}")
        record.closest[outcome.name] = max(record.closest[outcome.name], *shares)
        shares[:] = [0.0, 0.0]

    if not grader().server.is_usable:
        grader.cache_clear()
    with grader().server.load("student.py", text.encode()) as loaded:
        for seed in seeds:
            chosen = assignment(answer.lesson)
            run_assignment(chosen, loaded, seed, only=[answer.exercise], progress=note)
    return Record(answer, record.complaints, dict(record.closest))


def report(records: Iterable[Record], seeds: int, console: Console) -> int:
    """Print the number of answers, rejections and the closest calls; how many rejections."""
    by_exercise: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        by_exercise[record.answer.lesson, record.answer.exercise].append(record)
        for complaint in record.complaints:
            console.print(f"{record.answer.exercise}, {record.answer.title}: {complaint}\n",
                          markup=False, highlight=False)  # fmt: skip
    table = Table("exercise", "check", title=f"Right answers, {seeds} seeds each")
    for column in ("answers", "rejections", "closest call"):
        table.add_column(column, justify="right")
    total = 0
    for (_lesson, exercise), own in by_exercise.items():
        rejections = sum(len(record.complaints) for record in own)
        total += rejections
        table.add_row(exercise, "", str(len(own)), str(rejections), "")
        for check in own[0].closest:
            share = max(record.closest.get(check, 0.0) for record in own)
            table.add_row("", check, "", "", f"{100 * share:.2g} %" if share else "exact")
    console.print(table)
    console.print(f"{sum(map(len, by_exercise.values()))} right answers, {total} rejections")
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", type=int, nargs="?", default=200)
    parser.add_argument("assignment", nargs="?")
    parser.add_argument("exercises", nargs="*")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    seeds = [f"{number:032x}" for number in range(options.seeds)]
    lessons = [options.assignment] if options.assignment else NAMES
    work = [
        (answer, seeds)
        for lesson in lessons
        for answer in right_answers(lesson)
        if not options.exercises or answer.exercise in options.exercises
    ]
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        records = list(track(pool.map(recorded, work), "right answers", total=len(work)))
    if options.json:
        rows = [{**r.answer._asdict(), **r._asdict(), "answer": r.answer.title} for r in records]
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    sys.exit(bool(report(records, len(seeds), Console())))


if __name__ == "__main__":
    main()
