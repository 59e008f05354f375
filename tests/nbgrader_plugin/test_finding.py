"""Every released notebook is graded for every folder, whatever its file is called."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from autograder.nbgrader_plugin.finding import TolerantExporter, find, released
from autograder.nbgrader_plugin.lateness import NAME

Find = Callable[[str], tuple[Any, list[str], bool]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "submitted" / "alice" / "a"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def two(database: str) -> str:
    """The gradebook with a second notebook `b` in the assignment, which has cells h and g."""
    with Gradebook(database) as book:
        book.add_notebook("b", "a")
        for name in ("h", "g"):
            book.add_source_cell(name, "b", "a", source="stub", cell_type="code")
    return database


@pytest.fixture
def find_in(folder: Path, two: str) -> Find:
    names = {"student": "alice", "assignment": "a", "notebook": "a", "db_url": two}
    return lambda name: find(folder / f"{name}.ipynb", names)


@pytest.fixture
def write(folder: Path, cells: Any) -> Callable[..., Path]:
    """Puts a notebook with solution cells of these names, and a text, into the folder."""

    def make(file: str, *names: str, text: str = "x") -> Path:
        made = cells.notebook(*(cells.solution(text, name) for name in names), cells.text(text))
        for number, cell in enumerate(made.cells):
            cell.id = str(number)
        path = folder / file
        path.parent.mkdir(exist_ok=True)
        nbformat.write(made, path)
        return path

    return make


def sources(made: Any) -> list[str]:
    return [cell.source for cell in made.cells]


Write = Callable[..., Path]


def test_a_file_that_is_there_is_taken_whatever_stands_beside_it(
    find_in: Find, write: Write
) -> None:
    write("a.ipynb", "f", text="mine")
    write("a (1).ipynb", "f")
    made, notes, is_undecided = find_in("a")
    assert (sources(made), notes, is_undecided) == (["mine", "mine"], [], False)


@pytest.mark.parametrize(
    "file",
    ["a (1).ipynb", "A.IPYNB", "a.ipynb.txt", "my work.ipynb.json", "a/a.ipynb", "{x}.ipynb"],
)
@pytest.mark.parametrize("has_empty_file", [False, True])
def test_the_one_file_with_its_cells_is_taken_for_a_missing_notebook(
    file: str, has_empty_file: bool, find_in: Find, write: Write, folder: Path
) -> None:
    write(file, "f", "g", text="mine")
    write("b.ipynb", "h")
    (folder / "notes.ipynb").write_text("no notebook")
    if has_empty_file:
        (folder / "a.ipynb").touch()
    made, (note,), is_undecided = find_in("a")
    assert sources(made) == ["mine"] * 3
    assert "`a.ipynb`" in note
    assert f"`{Path(file).name}`" in note
    assert not is_undecided


def test_a_file_goes_to_the_notebook_it_has_most_cells_of(find_in: Find, write: Write) -> None:
    write("first.ipynb", "f", "g")
    write("second.ipynb", "h", "g")
    assert "first" in find_in("a")[1][0]
    assert "second" in find_in("b")[1][0]


def test_of_several_different_files_nobody_knows(find_in: Find, write: Write) -> None:
    write("one.ipynb", "f")
    write("two.ipynb", "f", text="other")
    made, (note,), is_undecided = find_in("a")
    assert (made.cells, is_undecided) == ([], True)
    assert "`one.ipynb`, `two.ipynb`" in note


def test_the_same_file_twice_is_one(find_in: Find, write: Write) -> None:
    write("one.ipynb", "f", text="mine")
    write("two.ipynb", "f", text="mine")
    made, _notes, is_undecided = find_in("a")
    assert (sources(made), is_undecided) == (["mine", "mine"], False)


def test_a_file_without_its_cells_is_not_taken(
    find_in: Find, write: Write, folder: Path, tmp_path: Path
) -> None:
    write("other.ipynb", "mine")
    write(".ipynb_checkpoints/a-checkpoint.ipynb", "f")
    secret = write("../secret.ipynb", "f")
    (folder / "link.ipynb").symlink_to(secret)
    (folder / NAME).touch()
    made, (note,), is_undecided = find_in("a")
    assert (made.cells, is_undecided) == ([], False)
    assert "`other.ipynb`" in note
    assert NAME not in note


def test_of_an_empty_folder_it_is_said_that_nothing_was_there(find_in: Find) -> None:
    assert find_in("a")[1] == [
        "There was no `a.ipynb` with anything in it, so nothing could be graded."
    ]


def test_a_note_about_a_file_name_that_is_no_text_is_text(find_in: Find, folder: Path) -> None:
    (folder / os.fsdecode(b"b\xff.ipynb")).write_text("{}")
    (note,) = find_in("a")[1]
    assert "b\N{REPLACEMENT CHARACTER}.ipynb" in note


def test_a_broken_file_says_why(find_in: Find, folder: Path, write: Write) -> None:
    (folder / "a.ipynb").write_text("no notebook")
    made, (note,), is_undecided = find_in("a")
    assert (made.cells, is_undecided) == ([], False)
    assert "no notebook" in note


def test_the_gradebook_says_what_was_released(two: str) -> None:
    found = released(two, "a")
    assert {name: len(ids) for name, ids in found.items()} == {"a": 6, "b": 2}
    assert released(two, "unknown") == {}


class TestListing:
    """nbgrader has listed the notebooks it sees; the exporter that it makes adds the others."""

    @pytest.fixture
    def listed(self, tmp_path: Path, two: str) -> Callable[..., dict[str, list[str]]]:
        def run(**course: str) -> dict[str, list[str]]:
            settings = {"root": str(tmp_path), "db_url": two, "assignment_id": "a"} | course
            grading = Autograde(CourseDirectory(**settings))
            grading.init_notebooks()
            TolerantExporter(parent=grading)
            return {
                Path(folder).parent.name: sorted(Path(path).name for path in paths)
                for folder, paths in grading.assignments.items()
            }

        return run

    @pytest.fixture(autouse=True)
    def submitted(self, write: Write, folder: Path) -> None:
        """alice has all, bob has one, carol has none, and dave only notebooks of other names."""
        for file in ("a.ipynb", "b.ipynb", "own.ipynb"):
            write(file)
        for student in ("bob", "carol", "dave"):
            (folder.parents[1] / student / "a").mkdir(parents=True)
        write("../../bob/a/b.ipynb")
        write("../../dave/a/a (1).ipynb")

    def test_all_notebooks_of_all_folders_are_graded(
        self, listed: Callable[..., dict[str, list[str]]]
    ) -> None:
        assert listed() == {
            "alice": ["a.ipynb", "b.ipynb"],
            "bob": ["a.ipynb", "b.ipynb"],
            "carol": ["a.ipynb", "b.ipynb"],
            "dave": ["a.ipynb", "b.ipynb"],
        }

    def test_unless_others_were_asked_for(
        self, listed: Callable[..., dict[str, list[str]]]
    ) -> None:
        assert listed(notebook_id="b", student_id="alice") == {"alice": ["b.ipynb"]}

    def test_but_those_without_a_file_always_since_nbgrader_sets_them_to_0(
        self, listed: Callable[..., dict[str, list[str]]]
    ) -> None:
        both = ["a.ipynb", "b.ipynb"]
        assert listed(notebook_id="b", student_id="bob") == {"bob": both}
        assert listed(notebook_id="b")["dave"] == both

    def test_a_file_name_that_is_no_text_costs_nothing(
        self, listed: Callable[..., dict[str, list[str]]], folder: Path
    ) -> None:
        (folder / os.fsdecode(b"b\xff.ipynb")).write_text("{}")
        assert listed(student_id="alice") == {"alice": ["a.ipynb", "b.ipynb"]}

    def test_a_time_that_cannot_be_read_is_put_aside(
        self, listed: Callable[..., dict[str, list[str]]], folder: Path
    ) -> None:
        (folder / NAME).write_text("yesterday")
        listed()
        assert (folder / NAME).read_text() == ""
