"""Which checks each known mistake fails: written beside the mistakes, so that few are tried.

`python -m autograder.authoring.signatures [ASSIGNMENT ...]` writes
autograder/course/<name>/signatures.json anew. A stale file makes naming slower, never wrong.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from autograder.batch.store import write_text
from autograder.course.catalog import NAMES, assignment
from autograder.course.mistake import mistakes
from autograder.grading import Grader
from autograder.judge.run import judge_exercise

SEEDS = [digit * 32 for digit in "123"]


def signatures(grader: Grader, root: Path, name: str) -> dict[str, dict[str, list[str]]]:
    """The checks that each mistake fails always, and those it fails by chance, by its id."""
    solution = (root / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    found = {}
    for mistake in mistakes(name):
        text = mistake.planted_in(solution).encode()
        exercise = assignment(name).exercise(mistake.exercise)
        with grader.server.load(f"{name}.py", text) as submission:
            judged = [judge_exercise(name, exercise, submission, seed) for seed in SEEDS]
        failed = [{trial.check.name for trial in each.telling} for each in judged]
        always, ever = set.intersection(*failed), set.union(*failed)
        found[mistake.id] = {"always": sorted(always), "by_chance": sorted(ever - always)}
    return found


def as_text(found: dict[str, dict[str, list[str]]]) -> str:
    """JSON with a line for each mistake."""
    lines = [f"{json.dumps(id_)}: {json.dumps(failed)}" for id_, failed in found.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    root = Path()
    with Grader() as grader:
        for name in sys.argv[1:] or NAMES:
            path = root / "autograder" / "course" / name / "signatures.json"
            write_text(path, as_text(signatures(grader, root, name)))


if __name__ == "__main__":
    main()
