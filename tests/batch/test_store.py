"""Verdict files are whole or absent, and their names lead nowhere else."""

from pathlib import Path

import pytest

from autograder.batch.store import (
    file_name,
    prepare_folder,
    read_verdict,
    write_text,
    write_verdict,
)
from autograder.errors import UsageError
from autograder.outcome import CheckOutcome, ExerciseOutcome, Status, Verdict


def verdict(submission: str) -> Verdict:
    checks = (
        CheckOutcome("a", Status.PASSED, 1.0, 1.0),
        CheckOutcome("b", Status.FAILED, 0.0, 2.0, "wrong: \ud800 λ", 0.25),
    )
    return Verdict("loss_functions", submission, "0" * 64, "ab", "process", "fashion-mnist",
                   {"torch": "2"}, 0.5, (ExerciseOutcome("l1_loss", checks),))  # fmt: skip


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = write_verdict(tmp_path / "new" / "folder", verdict("alice"))
    assert path.name == "alice.json"
    again = read_verdict(path)
    assert again.score == 1.0
    assert again.max_score == 3.0
    assert again.checks[1].status is Status.FAILED
    assert [entry.name for entry in path.parent.iterdir()] == ["alice.json"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..", "a/b", "a\0b", "\x1b[31m", "", "x" * 999]
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    path = write_verdict(tmp_path / "out", verdict(name))
    assert path.resolve().parent == (tmp_path / "out").resolve()
    assert path.is_file()
    assert file_name(name).isprintable()


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "alice.json"
    write_text(path, "old")
    with pytest.raises(TypeError):
        write_text(path, None)  # type: ignore[arg-type]
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["alice.json"]


def test_a_folder_that_cannot_be_written_is_told_before_grading(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="--out"):
        prepare_folder(tmp_path / "file" / "verdicts")


@pytest.mark.parametrize("name", ["名" * 300, "\U0001f600" * 100, "é" * 127])
def test_long_names_fit_every_file_system(tmp_path: Path, name: str) -> None:
    assert write_verdict(tmp_path, verdict(name)).is_file()
