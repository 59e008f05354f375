"""`pytest --submission FILE`: one item per check, nothing else collected."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from autograder.course.catalog import assignment

ROOT = Path(__file__).parents[1]


def pytest_on(path: Path, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", "--submission", path],
        cwd=cwd, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_a_solution_passes_every_check(tmp_path: Path) -> None:
    said = pytest_on(ROOT / "solutions" / "loss_functions.py", tmp_path)
    checks = sum(len(exercise.checks) for exercise in assignment("loss_functions").exercises)
    assert f"{checks} passed" in said


def test_stubs_are_skipped_and_mistakes_fail_with_their_message(tmp_path: Path) -> None:
    path = tmp_path / "homework.py"
    path.write_text("def l1_loss(y_hat, y):\n    return (y_hat - y).abs() * 2\n")
    said = pytest_on(path, tmp_path)
    assert "failed" in said
    assert "skipped" in said
    assert "2 times what it should be" in said
    assert "Traceback" not in said


def test_a_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    assert "there is no file" in pytest_on(tmp_path / "nowhere.py", tmp_path)


def test_an_unknown_assignment_is_a_usage_error(tmp_path: Path) -> None:
    path = tmp_path / "homework.py"
    path.write_text("x = 1\n")
    said = pytest_on(path, tmp_path)
    assert "which assignment is this?" in said
    assert "Traceback" not in said


FORGES = """
import os, sys
open({proof!r}, "a").write(str(os.getpid()) + " " + str("pytest" in sys.modules) + "\\n")
if "pytest" in sys.modules:
    import autograder.pytest_plugin as p
    p.CheckItem.runtest = lambda self: None
def l1_loss(y_hat, y):
    return (y_hat - y).abs() * 2
def test_of_my_own(): pass
"""


def test_a_submission_is_never_imported_by_pytest(tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    folder = tmp_path / "work"
    folder.mkdir()
    path = folder / "test_homework.py"  # a name that pytest would collect
    path.write_text(FORGES.format(proof=str(proof)))
    (folder / "conftest.py").write_text(FORGES.format(proof=str(proof)))
    said = pytest_on(path, tmp_path)
    assert "failed" in said
    assert "test_of_my_own" not in said
    assert proof.read_text().splitlines()
    assert all(line.endswith("False") for line in proof.read_text().splitlines())


def test_a_syntax_error_is_a_failed_check(tmp_path: Path) -> None:
    path = tmp_path / "homework.py"
    path.write_text("def l1_loss(y_hat, y:\n    return 1\n")
    said = pytest_on(path, tmp_path)
    assert "SyntaxError" in said
    assert "error" not in said.splitlines()[-1]
