"""What the jail costs: `autograder grade` on the same small submissions, with and without it.

    python benchmarks/jail.py [submissions [rounds]]

With and without take turns, with one seed, so that a busy machine slows both. A submission's time
is what its verdict says, from its bytes to the swept jail; its difference is taken between the
medians of its own rounds. The rest of a command is starting: Python, torch, the jail, its witness.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
LESSON = "loss_functions"
WAYS = {"jail": [], "process": ["--i-trust-this-code"]}


def grade(folder: Path, way: str) -> tuple[float, dict[str, float]]:
    """Seconds of the whole command, and those of each submission."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "autograder.cli", "grade", str(folder), "--out", out,
                   "--assignment", LESSON, "--seed", "5eed", *WAYS[way]]  # fmt: skip
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        whole = time.perf_counter() - start
        verdicts = [json.loads(path.read_text("utf-8")) for path in Path(out).glob("*.json")]
    if any(verdict["isolation"] != way for verdict in verdicts):
        raise SystemExit(f"not graded in a {way}")
    return whole, {verdict["submission"]: verdict["seconds"] for verdict in verdicts}


def main() -> None:
    given = [int(each) for each in sys.argv[1:]]
    count, rounds = given + [20, 5][len(given) :]
    text = (ROOT / "solutions" / f"{LESSON}.py").read_text("utf-8")
    runs: dict[str, list[tuple[float, dict[str, float]]]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            Path(folder, f"s{number:03}.py").write_text(f"{text}\n# {number}\n", "utf-8")
        for _ in range(rounds):
            for way in WAYS:
                runs[way].append(grade(Path(folder), way))
    names = sorted(runs["jail"][0][1])
    middle = {
        way: {name: statistics.median(seconds[name] for _, seconds in runs[way]) for name in names}
        for way in WAYS
    }
    for way in WAYS:
        starting = statistics.median(whole - sum(each.values()) for whole, each in runs[way])
        usual = 1000 * statistics.median(middle[way].values())
        print(f"{way:8} {usual:7.1f} ms a submission, {starting:5.2f} s to start")
    differences = [1000 * (middle["jail"][name] - middle["process"][name]) for name in names]
    low, _, high = statistics.quantiles(differences, n=4)
    print(f"the jail costs {statistics.median(differences):.1f} ms a submission "
          f"(quartiles {low:.1f} to {high:.1f})")  # fmt: skip


if __name__ == "__main__":
    main()
