"""Every specimen gets what is stated at its head, harms no neighbour, and leaves nothing behind."""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch

import autograder.course
from autograder.course import fashion
from autograder.course.catalog import NAMES, assignment
from autograder.grading import Grader
from autograder.jail import bubblewrap
from autograder.judge.check import Assignment
from autograder.outcome import Verdict, from_json, to_json

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not bubblewrap.executable(), reason="there is no bubblewrap here"),
]

FAMILIES = ["forgery", "theft", "resources", "interference", "notebooks", "honest"]
AT_LEAST = {"hostile": 80, "honest": 40}
# It also sees to it that its predecessors have left nothing where it can see it.
NEIGHBOUR = b"""
import os

others = {int(name) for name in os.listdir("/proc") if name.isdigit()}
left = [*os.listdir("."), *os.listdir("/dev/shm"), *set(os.listdir("/tmp")).difference(KNOWN)]


def l2_loss(y_hat, y):
    assert not left, left
    assert len(others) == 2, others
    return (y_hat - y) ** 2 / 2


def l1_loss(y_hat, y):
    return (y_hat - y).abs()
"""
IN_TMP = {"matplotlib", *(Path(path).parts[2] for path in sys.path if path.startswith("/tmp/"))}  # noqa: S108
NEIGHBOUR_SCORE = 4.0
HONEST_EVERY = 4  # in the command's run
MOST_GROWTH = 96 * 2**20  # of the judge over a family; its largest check's memory is kept


@dataclasses.dataclass(frozen=True)
class Secrets:
    """What must not come back: a mark planted all around the judge, and paths of this machine."""

    canary: str
    paths: tuple[str, ...]
    kept: list[str]  # in the judge's memory

    def shown_in(self, text: str) -> list[str]:
        return [secret for secret in (self.canary, *self.paths) if secret in text]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Secrets:
    canary = f"ZOO-CANARY-{secrets.token_hex(8)}"
    folder = tmp_path / canary
    folder.mkdir()
    (folder / "canary.txt").write_text(canary)
    (folder / "gradebook.db").write_text(canary)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("AUTOGRADER_ZOO", canary)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ours, theirs = Path(__file__).parents[2], Path(torch.__file__).parents[1]
    paths = (str(path) for path in (tmp_path, ours, theirs, sys.prefix, Path.home()))
    return Secrets(canary, tuple(paths), [canary] * 99)


@pytest.fixture
def grader(planted: Secrets, monkeypatch: pytest.MonkeyPatch) -> Any:
    # A cell that hangs costs so much, and not twenty seconds.
    monkeypatch.setitem(Grader.grade_loaded.__kwdefaults__, "cell_seconds", 2.0)
    for train in (True, False):
        fashion.part(train)  # which a judge keeps mapped from the first check on that asks for it
    with Grader(jailed=True) as running:
        for name in NAMES:  # it is kept, too, from the first lost points on
            running.reference.source(name)
        yield running


def traces(grader: Grader) -> dict[str, Any]:
    """What this process would be left with: processes, descriptors, mounts, files."""
    return {
        "processes": len(psutil.Process().children(recursive=True)),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "mounts": Path("/proc/self/mountinfo").read_text().count("\n"),
        "files": sorted(os.listdir(tempfile.gettempdir())),
        "here": sorted(os.listdir(".")),
        "server": grader.server.process.pid,
        "outside": os.path.exists("/tmp/owned"),  # noqa: S108  what a specimen would like to leave
    }


def own_memory() -> int:
    """Bytes of this process, without the pages of files that it has mapped."""
    memory = psutil.Process().memory_info()
    return int(memory.rss - memory.shared)


def limited(specimen: Any) -> Assignment:
    """The assignment with little time for what is going to hang; the rest has its usual limits."""
    whole = assignment(specimen.assignment)
    exercises = [
        dataclasses.replace(
            exercise, checks=tuple(dataclasses.replace(c, seconds=0.5) for c in exercise.checks)
        )
        if exercise.name in specimen.hangs
        else exercise
        for exercise in whole.exercises
    ]
    return dataclasses.replace(whole, exercises=tuple(exercises))


def lines_of_solutions(specimen: Any) -> set[str]:
    """The longer lines of its assignment's right answers that do not stand in it."""
    folder = Path(autograder.course.__file__).parent / specimen.assignment
    text = (folder / "reference.txt").read_text(encoding="utf-8")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return {line for line in lines if len(line) > 30 and line.encode() not in specimen.data}


def neighbour_trouble(grader: Grader, after: str) -> list[str]:
    text = NEIGHBOUR.replace(b"KNOWN", repr(IN_TMP).encode())
    verdict = grader.grade(assignment("loss_functions"), "neighbour.py", text)
    if verdict.score == NEIGHBOUR_SCORE:
        return []
    said = [check.message for check in verdict.checks[:4]]
    return [f"after {after} an honest submission has {verdict.score}: {said}"]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_gets_what_it_deserves_and_nobody_else_does(
    family: str,
    specimens_of: Callable[[str], list[Any]],
    problems: Callable[[Any, Verdict], list[str]],
    grader: Grader,
    planted: Secrets,
) -> None:
    found = neighbour_trouble(grader, "nobody")
    before, memory = traces(grader), own_memory()
    for specimen in specimens_of(family):
        verdict = grader.grade(limited(specimen), specimen.filename, specimen.data)
        found += problems(specimen, verdict)
        said = json.dumps(to_json(verdict), ensure_ascii=False)
        found += [f"{specimen.name} shows {secret}" for secret in planted.shown_in(said)]
        found += [f"{specimen.name} shows {line}"
                  for line in lines_of_solutions(specimen) if line in said]  # fmt: skip
        if not specimen.is_control:
            found += neighbour_trouble(grader, specimen.name)
        after = traces(grader)
        found += [f"{specimen.name}: {what} {before[what]} -> {after[what]}"
                  for what in before if before[what] != after[what]]  # fmt: skip
        before = after
    growth = own_memory() - memory
    assert not found, "\n".join(found)
    assert growth < MOST_GROWTH, f"the judge has grown by {growth / 2**20:.0f} MB"


def test_the_command_grades_them_side_by_side(
    specimens_of: Callable[[str], list[Any]],
    problems: Callable[[Any, Verdict], list[str]],
    planted: Secrets,
    tmp_path: Path,
) -> None:
    folder, out = tmp_path / "class", tmp_path / "verdicts"
    folder.mkdir()
    expected = {}
    for number, specimen in enumerate(all_quick(specimens_of)):
        name = f"{number:03}-{specimen.name.replace('/', '-')}"
        expected[name] = specimen
        (folder / (name + Path(specimen.filename).suffix)).write_bytes(specimen.data)
        if number % HONEST_EVERY == 0:
            text = NEIGHBOUR.replace(b"KNOWN", repr(IN_TMP).encode())
            (folder / f"{number:03}-honest.py").write_bytes(text)
    command = [sys.executable, "-m", "autograder.cli", "grade", str(folder), "--jobs", "2",
               "--assignment", "loss_functions", "--out", str(out)]  # fmt: skip
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-2000:]
    assert planted.canary not in (done.stdout + done.stderr).replace(str(tmp_path), "")
    found = []
    for path in sorted(out.glob("*.json")):
        text = path.read_text(encoding="utf-8")
        verdict = from_json(json.loads(text))
        found += [f"{path.stem} shows {secret}" for secret in planted.shown_in(text)]
        if path.stem.endswith("-honest"):
            if verdict.score != NEIGHBOUR_SCORE:
                found.append(f"{path.stem}: {[check.message for check in verdict.checks[:4]]}")
        else:
            found += problems(expected[path.stem], verdict)
    assert not found, "\n".join(found)
    assert len(list(out.iterdir())) == len(list(folder.iterdir()))


def all_quick(specimens_of: Callable[[str], list[Any]]) -> list[Any]:
    """Those that end by themselves: the command has no limits but the course's own."""
    return [
        specimen
        for family in FAMILIES
        for specimen in specimens_of(family)
        if not (specimen.hangs or specimen.is_slow or specimen.is_control)
        and specimen.assignment == "loss_functions"
    ]


def test_there_are_enough_of_them(specimens_of: Callable[[str], list[Any]]) -> None:
    families = {family: specimens_of(family) for family in FAMILIES}
    names = {name: [s for s in found if not s.is_control] for name, found in families.items()}
    assert len(names.pop("honest")) >= AT_LEAST["honest"]
    assert sum(map(len, names.values())) >= AT_LEAST["hostile"]
    everything = [specimen for found in families.values() for specimen in found]
    assert all(specimen.tries and specimen.expected for specimen in everything)
