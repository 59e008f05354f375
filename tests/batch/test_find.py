"""Submissions are found in the layouts instructors have, and nothing else is taken for one."""

import os
import subprocess
import unicodedata
from pathlib import Path

import pytest

from autograder.batch.find import MAX_BYTES, Found, assignment_of, find_submissions
from autograder.batch.store import file_name
from autograder.errors import SubmissionError, UsageError

NAME = "softmax_regression"


def touch(path: Path, text: str = "x = 1\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def names(folder: Path) -> dict[str, str]:
    search = find_submissions([folder], NAME)
    return {found.name: str(found.path.relative_to(folder)) for found in search.found}


def test_files_named_by_student(tmp_path: Path) -> None:
    touch(tmp_path / "alice.py")
    touch(tmp_path / "bob.ipynb")
    touch(tmp_path / "notes.txt")
    touch(tmp_path / ".hidden.py")
    assert names(tmp_path) == {"alice": "alice.py", "bob": "bob.ipynb"}


def test_one_folder_per_student(tmp_path: Path) -> None:
    touch(tmp_path / "alice" / f"{NAME}.py")
    touch(tmp_path / "alice" / "helpers.py")
    touch(tmp_path / "bob" / "my_homework.py")
    touch(tmp_path / "__pycache__" / "x.py")
    assert names(tmp_path) == {"alice": f"alice/{NAME}.py", "bob": "bob/my_homework.py"}


def test_nbgraders_submitted_folder(tmp_path: Path) -> None:
    touch(tmp_path / "alice" / NAME / f"{NAME}.ipynb")
    touch(tmp_path / "alice" / NAME / "timestamp.txt")
    touch(tmp_path / "alice" / "loss_functions" / "loss_functions.ipynb")
    assert names(tmp_path) == {"alice": f"alice/{NAME}/{NAME}.ipynb"}


def test_other_assignments_beside_it_are_no_students(tmp_path: Path) -> None:
    touch(tmp_path / f"{NAME}.py")
    touch(tmp_path / "linear_regression.py")
    assert names(tmp_path) == {NAME: f"{NAME}.py"}


def test_students_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    one = touch(tmp_path / "a" / "alice.py")
    other = touch(tmp_path / "b" / "alice.py")
    notebook = touch(tmp_path / "b" / "alice.ipynb")
    found = find_submissions([one, other, notebook], NAME).found
    assert len({submission.name for submission in found}) == 3


def test_links_are_reported_and_not_followed(tmp_path: Path) -> None:
    secret = touch(tmp_path / "elsewhere" / "secret.py")
    folder = tmp_path / "submissions"
    touch(folder / "alice.py")
    (folder / "mallory.py").symlink_to(secret)
    (folder / "eve").symlink_to(secret.parent)
    search = find_submissions([folder], NAME)
    assert [found.name for found in search.found] == ["alice"]
    assert len(search.problems) == 2
    assert all("link" in problem for problem in search.problems)


def test_each_thing_that_is_missing_is_reported_once(tmp_path: Path) -> None:
    touch(tmp_path / "class" / "alice" / "a.py")
    touch(tmp_path / "class" / "alice" / "b.py")
    (tmp_path / "empty").mkdir()
    touch(tmp_path / "essay.docx")
    paths = [tmp_path / name for name in ("class", "empty", "essay.docx", "nowhere")]
    search = find_submissions(paths, NAME)
    assert search.found == ()
    for name in ("alice", "empty", "essay.docx", "nowhere"):
        assert any(name in problem for problem in search.problems), name


def test_oversized_and_vanished_files_are_errors_of_the_submission(tmp_path: Path) -> None:
    large = tmp_path / "large.py"
    with large.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    for path in (large, tmp_path / "gone.py"):
        with pytest.raises(SubmissionError, match=path.name):
            Found(path.stem, path).read()


def test_assignment_is_told_by_name_or_by_definitions(tmp_path: Path) -> None:
    assert assignment_of(Path("loss_functions.py"), b"") == "loss_functions"
    assert assignment_of(Path("hw2.py"), b"def huber_loss(a, b): pass") == "loss_functions"
    assert assignment_of(Path("hw.ipynb"), b'"def sgd(p, lr, n):\\n"') == "linear_regression"
    with pytest.raises(UsageError, match="loss_functions"):
        assignment_of(Path("loss_function.py"), b"x = 1")


@pytest.mark.parametrize(
    "names", [("x:y", "x_y"), ("a" * 130 + "1", "a" * 130 + "2"), ("bob.py", "bob", "2-bob")]
)
def test_no_two_submissions_share_a_verdict_file(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        touch(tmp_path / "one" / f"{name}.py")
        touch(tmp_path / "other" / f"{name}.ipynb")
    found = find_submissions([tmp_path / "one", tmp_path / "other"], NAME).found
    assert len({file_name(submission.name) for submission in found}) == 2 * len(names)


def test_links_and_absurd_paths_on_the_command_line_are_refused(tmp_path: Path) -> None:
    link = tmp_path / "link.py"
    link.symlink_to(touch(tmp_path / "alice.py"))
    search = find_submissions([link, tmp_path / ("x" * 300)], NAME)
    assert search.found == ()
    assert len(search.problems) == 2


def test_the_folder_of_verdicts_is_no_student(tmp_path: Path) -> None:
    touch(tmp_path / "alice.py")
    touch(tmp_path / "verdicts" / "alice.json", "{}")
    search = find_submissions([tmp_path], NAME, leave_out=tmp_path / "verdicts")
    assert [found.name for found in search.found] == ["alice"]
    assert search.problems == ()


def test_odd_entries_cost_only_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "alice.py").write_text("x = 1\n")
    (folder / "broken.py").symlink_to("/nonexistent")
    deep = folder / "deep"
    deep.mkdir()
    here = os.getcwd()
    try:
        os.chdir(deep)
        for _ in range(1500):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)
    search = find_submissions([folder], "loss_functions", leave_out=tmp_path)
    assert [found.name for found in search.found] == ["alice"]
    assert len(search.problems) == 2
    subprocess.run(["rm", "-rf", deep], check=True)


def test_a_file_named_twice_is_graded_once(tmp_path: Path) -> None:
    (tmp_path / "alice.py").write_text("x = 1\n")
    search = find_submissions([tmp_path, tmp_path / "alice.py"], "loss_functions")
    assert [found.name for found in search.found] == ["alice"]


def test_names_that_some_systems_take_for_one_are_told_apart(tmp_path: Path) -> None:
    for folder, name in (("a", "Zoë"), ("b", "zoe\u0308"), ("c", "ZOË")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.py").write_text("x = 1\n")
    search = find_submissions([tmp_path / "a", tmp_path / "b", tmp_path / "c"], "loss_functions")
    names = {unicodedata.normalize("NFC", file_name(f.name)).casefold() for f in search.found}
    assert len(names) == 3


def test_endings_in_capitals_are_endings(tmp_path: Path) -> None:
    touch(tmp_path / "EVE.PY")
    touch(tmp_path / "kim" / "HOMEWORK.IPYNB")
    assert names(tmp_path) == {"EVE": "EVE.PY", "kim": "kim/HOMEWORK.IPYNB"}


@pytest.mark.parametrize("name", ["zed.py.txt", "zed.ipynb.JSON", "zed_1_2_hw.zip", "zed.tar.gz"])
def test_what_was_handed_in_otherwise_is_not_passed_over_in_silence(
    tmp_path: Path, name: str
) -> None:
    touch(tmp_path / "alice.py")
    touch(tmp_path / "data.csv")
    path = touch(tmp_path / name)
    search = find_submissions([tmp_path], NAME)
    assert [found.name for found in search.found] == ["alice"]
    (problem,) = search.problems
    assert problem.startswith(f"{path} was not graded")
