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

SEED = "5" * 32


def signatures(grader: Grader, root: Path, name: str) -> dict[str, list[str]]:
    """The names of the checks that each mistake does not pass, by the mistake's id."""
    solution = (root / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    found = {}
    for mistake in mistakes(name):
        text = mistake.planted_in(solution).encode()
        exercise = assignment(name).exercise(mistake.exercise)
        with grader.server.load(f"{name}.py", text) as submission:
            judged = judge_exercise(name, exercise, submission, SEED)
        found[mistake.id] = [trial.check.name for trial in judged.telling]
    return found


def main() -> None:
    root = Path()
    with Grader() as grader:
        for name in sys.argv[1:] or NAMES:
            text = json.dumps(signatures(grader, root, name), indent=1)
            path = root / "autograder" / "course" / name / "signatures.json"
            write_text(path, text + "\n")


if __name__ == "__main__":
    main()
