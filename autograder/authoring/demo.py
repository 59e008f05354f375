"""Write submissions to try the grader on: right, untouched and wrong ones.

`python -m autograder.authoring.demo FOLDER` makes FOLDER/<assignment>/{solution,stub,mistakes}.py.
"""

from __future__ import annotations

import sys
from pathlib import Path

from autograder.authoring.build import exercise_text
from autograder.authoring.mutants.mutant import definition_in
from autograder.batch.store import write_text
from autograder.course.catalog import NAMES, assignment
from autograder.course.mistake import KnownMistake, mistakes


def submissions(root: Path, name: str) -> dict[str, str]:
    """An assignment's three submissions by name; the wrong one errs in every other exercise."""
    solution = (root / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    typical = solution
    for exercise in assignment(name).exercises[::2]:
        known = [mistake for mistake in mistakes(name) if mistake.exercise == exercise.name]
        typical = _with(known[0], typical)
    return {"solution": solution, "stub": exercise_text(root, name), "mistakes": typical}


def _with(mistake: KnownMistake, text: str) -> str:
    """The text with the mistake where the right definition stands, as a student writes it."""
    right = definition_in(text, mistake.exercise)
    lines = text.split("\n")
    first = min(node.lineno for node in (right, *right.decorator_list))
    lines[first - 1 : right.end_lineno] = mistake.code.strip().split("\n")
    return "\n".join(lines)


def main() -> None:
    folder = Path(sys.argv[1])
    for name in NAMES:
        for student, text in submissions(Path(), name).items():
            write_text(folder / name / f"{student}.py", text)


if __name__ == "__main__":
    main()
