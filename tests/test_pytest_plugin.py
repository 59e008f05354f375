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
