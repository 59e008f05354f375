"""The work folder is emptied, and nothing else is, whatever a submission put in its place."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.jail.workdir import FolderLost, WorkFolder


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    folder = tmp_path / "victim"
    folder.mkdir(mode=0o755)
    (folder / "grades.txt").write_text("17")
    return folder


def test_whatever_is_in_it_goes(victim: Path) -> None:
    folder = WorkFolder()
    work = Path(folder.path)
    (work / ".hidden").write_text("x")
    (work / "locked").mkdir(mode=0)
    (work / "link").symlink_to(victim)
    (Path(folder.outer) / "beside").symlink_to(victim)
    folder.empty()
    assert os.listdir(folder.path) == []
    assert os.listdir(folder.outer) == ["work"]
    assert (victim / "grades.txt").read_text() == "17"
    folder.remove()
    assert not os.path.exists(folder.outer)
    folder.remove()


def removed(work: Path, victim: Path) -> None:
    work.rmdir()


def replaced_by_a_link(work: Path, victim: Path) -> None:
    work.rmdir()
    work.symlink_to(victim)


def moved(work: Path, victim: Path) -> None:
    work.rename(victim / "work")


def replaced_by_another(work: Path, victim: Path) -> None:
    work.rename(work.with_name("old"))
    work.mkdir()


def outer_replaced(work: Path, victim: Path) -> None:
    work.parent.rename(victim / "outer")
    work.parent.symlink_to(victim)


@pytest.mark.parametrize(
    "exchange", [removed, replaced_by_a_link, moved, replaced_by_another, outer_replaced]
)
def test_a_folder_that_was_exchanged_is_not_touched(
    exchange: Callable[[Path, Path], None], victim: Path
) -> None:
    folder = WorkFolder()
    exchange(Path(folder.path), victim)
    with pytest.raises(FolderLost):
        folder.empty()
    folder.remove()
    assert (victim / "grades.txt").read_text() == "17"
    if os.path.islink(folder.outer):
        os.unlink(folder.outer)
