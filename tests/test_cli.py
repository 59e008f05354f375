"""The installed command, as a person runs it: what is printed, written and returned."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("autograder")

PARTIAL = """
import torch

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    return (y_hat - y) ** 2

def huber_loss(y_hat, y, delta=1.0):
    raise NotImplementedError
"""


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    submissions = folder / "submissions"
    submissions.mkdir()
    (submissions / "right.py").write_text((ROOT / "solutions" / "loss_functions.py").read_text())
    (submissions / "stub.py").write_text((ROOT / "exercises" / "loss_functions.py").read_text())
    (submissions / "partial.py").write_text(PARTIAL)
    (submissions / "syntax.py").write_text("def l2_loss(y_hat, y:\n    return 1\n")
    (submissions / "raises.py").write_text(PARTIAL + "\nraise ValueError('at import')\n")
    (submissions / "broken.ipynb").write_text("{not json")
    (submissions / "list.ipynb").write_text("[1, 2]")
    return folder


@pytest.fixture(scope="module")
def graded(class_folder: Path) -> tuple[subprocess.CompletedProcess[str], dict[str, dict]]:
    done = run(
        "grade", "submissions", "nowhere.py", "--assignment", "loss_functions", "--out", "verdicts",
        "--jobs", 2, cwd=class_folder,
    )  # fmt: skip
    files = (class_folder / "verdicts").glob("*.json")
    return done, {path.stem: json.loads(path.read_text()) for path in files}


def statuses(verdict: dict) -> dict[str, set[str]]:
    return {
        exercise["name"]: {check["status"] for check in exercise["checks"]}
        for exercise in verdict["exercises"]
    }


def test_every_submission_gets_a_verdict_whatever_the_others_are(graded) -> None:
    done, verdicts = graded
    assert set(verdicts) == {"right", "stub", "partial", "syntax", "raises", "broken", "list"}
    assert done.returncode == 2, "nowhere.py could not be graded"
    assert "nowhere.py" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_scores_are_what_the_work_deserves(graded) -> None:
    _done, verdicts = graded
    full = verdicts["right"]["max_score"]
    assert verdicts["right"]["score"] == full
    assert verdicts["stub"]["score"] == 0
    assert 0 < verdicts["partial"]["score"] < full
    assert verdicts["raises"]["score"] == verdicts["partial"]["score"]
    for name in ("syntax", "broken", "list"):
        assert verdicts[name]["score"] == 0


def test_messages_name_the_cause(graded) -> None:
    _done, verdicts = graded
    expected = {"syntax": "SyntaxError", "broken": "not JSON", "list": "not a notebook"}
    for name, words in expected.items():
        checks = [check for exercise in verdicts[name]["exercises"] for check in exercise["checks"]]
        assert all(words in check["message"] for check in checks), checks[0]
        concerned = {"l2_loss"} if name == "syntax" else set(statuses(verdicts[name]))
        for exercise, found in statuses(verdicts[name]).items():
            assert found == {"error" if exercise in concerned else "missing"}
    assert {frozenset(found) for found in statuses(verdicts["stub"]).values()} == {
        frozenset({"missing"})
    }
    partial = statuses(verdicts["partial"])
    assert partial["l2_loss"] == {"passed"}
    assert "failed" in partial["l1_loss"]
    assert partial["huber_loss"] == partial["gaussian_nll"] == {"missing"}


def test_the_verdict_file_keeps_its_schema(graded, class_folder: Path) -> None:
    _done, verdicts = graded
    verdict = verdicts["partial"]
    assert list(verdict) == [
        "schema", "assignment", "submission", "sha256", "seed", "isolation", "dataset", "versions",
        "seconds", "score", "max_score", "exercises",
    ]  # fmt: skip
    assert verdict["schema"] == 1
    assert verdict["isolation"] == "jail"
    assert set(verdict["versions"]) == {"autograder", "torch", "python"}
    exercise = verdict["exercises"][0]
    assert list(exercise) == [
        "name", "score", "max_score", "graded_with", "checks", "mistakes", "notes",
    ]  # fmt: skip
    assert list(exercise["checks"][0]) == [
        "name", "status", "points", "max_points", "message", "seconds",
    ]  # fmt: skip


def test_a_regrade_with_the_seed_repeats_the_verdict(graded, class_folder: Path) -> None:
    _done, verdicts = graded
    first = verdicts["partial"]
    done = run(
        "grade", "submissions/partial.py", "--assignment", "loss_functions", "--out", "again",
        "--seed", first["seed"], cwd=class_folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    second = json.loads((class_folder / "again" / "partial.json").read_text())
    for verdict in (first, second):
        verdict.pop("seconds")
        for exercise in verdict["exercises"]:
            for check in exercise["checks"]:
                check.pop("seconds")
    assert first == second


def test_check_tells_by_its_exit_code(class_folder: Path) -> None:
    right = class_folder / "submissions" / "right.py"
    done = run("check", right, "--json", "out.json", cwd=class_folder)
    assert done.returncode == 0, done.stdout + done.stderr
    written = json.loads((class_folder / "out.json").read_text())
    assert written[0]["score"] == written[0]["max_score"]
    partial = run("check", "submissions/partial.py", cwd=class_folder)
    assert partial.returncode == 1
    assert "huber_loss" in partial.stdout
    missing = run("check", "nowhere.py", cwd=class_folder)
    assert missing.returncode == 2
    assert "nowhere.py" in missing.stderr


def test_a_verdict_that_cannot_be_written_costs_no_other_submission(tmp_path: Path) -> None:
    for name in ("alice", "bob", "carol"):
        (tmp_path / f"{name}.py").write_text(PARTIAL)
    (tmp_path / "verdicts" / "bob.json").mkdir(parents=True)
    done = run(
        "grade", ".", "--assignment", "loss_functions", "--out", "verdicts", cwd=tmp_path
    )  # fmt: skip
    assert done.returncode == 2
    assert "bob" in done.stderr
    assert "Traceback" not in done.stderr
    written = [path.name for path in (tmp_path / "verdicts").iterdir() if path.is_file()]
    assert sorted(written) == ["alice.json", "carol.json"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["grade", ".", "--assignment", "softmax_regresion", "--out", "v"], "softmax_regression"),
        (["grade", "empty", "--assignment", "loss_functions", "--out", "v"], "No submissions"),
        (["check"], "no lesson"),
        (["check", "work.py", "--assignment", "loss_functions", "--json", "empty"], "empty"),
        (["build", "--check"], "solutions"),
        (["grade", ".", "--assignment", "loss_functions", "--out", "file/v"], "--out"),
        (["grade", ".", "--assignment", "loss_functions", "--out", "v", "--seed", "xyz"], "seed"),
    ],
)
def test_bad_requests_get_one_clear_message(
    arguments: list[str], words: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "work.py").write_text("")
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode != 0
    assert words in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr


def test_generated_files_are_as_their_sources_say() -> None:
    done = run("build", "--check", cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_proof_says_how_many_statements_hold(tmp_path: Path) -> None:
    done = run("proof", "--root", ROOT, "--assignment", "loss_functions", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Proved" in done.stdout


def test_data_says_where_it_is(tmp_path: Path) -> None:
    done = run("data", "--offline", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "fashion-mnist" in done.stdout
