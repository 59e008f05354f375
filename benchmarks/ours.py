"""Join what this course's own benchmarks found into benchmarks/ours.json.

    python benchmarks/ours.py [--mistakes FILE] [--right FILE --seeds N] [--mutants FILE]
                              [--repeats FILE]

--mistakes takes the file of `naming.py --json FILE`, --right that of `fairness.py N --json FILE`,
--mutants that of `mutation.py --json FILE`, --repeats that of
`repeat.py N --statistical --json FILE`.
Figures of a kind that is not given stay as they are. `verdicts.py` shows the result.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from autograder.course.catalog import NAMES, assignment

FIGURES = Path(__file__).with_name("ours.json")
Rows = list[dict[str, Any]]


def of_mistakes(rows: Rows) -> dict[str, Any]:
    return {
        "known": len(rows),
        "rejected": sum(row["rejected"] for row in rows),
        "named": sum(row["named"] for row in rows),
    }


def of_right_answers(rows: Rows, seeds: int) -> dict[str, Any]:
    """`closest` is the largest error of any answer, as a share of what its tolerance allows."""
    shares = [share for row in rows for share in row["closest"].values()]
    return {
        "right": len(rows),
        "runs": seeds * len(rows),
        "rejections": sum(len(row["complaints"]) for row in rows),
        "closest": round(max(shares, default=0.0), 4),
    }


def of_mutants(rows: Rows) -> dict[str, Any]:
    return {
        "mutants": len(rows),
        "killed": sum(bool(row["check"]) for row in rows if not row["equivalent"]),
        "equivalent": sum(bool(row["equivalent"]) for row in rows),
    }


def of_repeats(rows: Rows) -> dict[str, Any]:
    """By check, for the statistical ones."""
    return {
        "checks": {
            row["id"].partition(".")[2]: {
                "runs": row["runs"],
                "rejections": row["runs"] - row["passed"],
            }
            for row in rows
        }
    }


def by_exercise(rows: Rows) -> dict[str, Rows]:
    """A row's exercise is a field of its own, or what its id begins with."""
    found: dict[str, Rows] = defaultdict(list)
    for row in rows:
        name = row.get("exercise") or row["id"].replace(".", ":").partition(":")[0]
        found[name].append(row)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--mistakes", "--right", "--mutants", "--repeats"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--seeds", type=int, help="how many --right was made with")
    options = parser.parse_args()
    if options.right and not options.seeds:
        parser.error("--right needs --seeds")
    known = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    kinds = (
        (options.mistakes, of_mistakes),
        (options.right, lambda rows: of_right_answers(rows, options.seeds)),
        (options.mutants, of_mutants),
        (options.repeats, of_repeats),
    )
    lesson_of = {each.name: name for name in NAMES for each in assignment(name).exercises}
    for path, count in kinds:
        rows = json.loads(path.read_text(encoding="utf-8")) if path else []
        for exercise, own in by_exercise(rows).items():
            lesson = known.setdefault(lesson_of[exercise], {})
            lesson.setdefault(exercise, {}).update(count(own))
    FIGURES.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
