"""Whatever file a student hands in, there is a notebook to grade, and no link leads anywhere."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.nbgrader_plugin import reading
from autograder.nbgrader_plugin.reading import empty_links, in_code, read, replace_links


def read_valid(path: Path) -> Any:
    reading = read(path)
    assert reading.reason == ""
    nbformat.validate(reading.notebook)
    return reading.notebook


BROKEN = {
    "empty": b"",
    "not JSON": b"def softmax(X): ...",
    "half a file": b'{"cells": [{"cell_type": "code", "sou',
    "not UTF-8": b"\xff\xfe\x00\x01",
    "a list": b"[]",
    "a number": b"3",
    "no cells": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "cells that are no list": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {}}',
    "a version to come": b'{"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}',
    "very deep": b"[" * 100_000,
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_is_no_notebook_is_an_empty_one_and_a_reason(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(data)
    reading = read(path)
    assert reading.reason
    assert reading.notebook.cells == []
    assert str(tmp_path) not in reading.reason


def test_a_file_too_large_is_not_even_read(
    tmp_path: Path, cells: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    path = tmp_path / "a.ipynb"
    nbformat.write(cells.notebook(cells.code("x" * 200)), path)
    assert "larger" in read(path).reason


@pytest.mark.parametrize("version", [3, 4])
def test_more_cells_than_anybody_writes_are_not_converted_one_by_one(
    version: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.ipynb"
    cells = [{"cell_type": "code"}] * (reading.MOST_CELLS + 1)
    data = {"cells": cells} if version == 4 else {"worksheets": [{"cells": cells}]}
    path.write_text(json.dumps(data | {"nbformat": version, "nbformat_minor": 0, "metadata": {}}))
    assert "cells" in read(path).reason


def test_a_file_that_cannot_be_opened_is_none(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.ipynb"):
        assert read(path).reason
        assert str(tmp_path) not in read(path).reason


ODD_CELLS = {
    "no cell": (3, None),
    "of an unknown kind": ({"cell_type": "evil", "source": "x"}, None),
    "source as lines": ({"cell_type": "code", "source": ["a\n", "b"]}, ("code", "a\nb")),
    "no source": ({"cell_type": "code"}, ("code", "")),
    "source that is no text": ({"cell_type": "markdown", "source": 7}, ("markdown", "")),
    "lone surrogate": ({"cell_type": "code", "source": "'\ud800'"}, ("code", "'?'")),
    "no metadata": ({"cell_type": "raw", "source": "x", "metadata": 5}, ("raw", "x")),
    "broken outputs": ({"cell_type": "code", "source": "x", "outputs": [1]}, ("code", "x")),
}


@pytest.mark.parametrize(("cell", "kept"), ODD_CELLS.values(), ids=ODD_CELLS)
def test_of_odd_cells_what_can_be_read_is_kept(
    cell: Any, kept: tuple[str, str] | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.ipynb"
    data = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    path.write_text(json.dumps(data), encoding="utf-8")
    found = [(each.cell_type, each.source) for each in read_valid(path).cells]
    assert found == [kept] if kept else True


def test_a_notebook_of_an_old_format_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    cell = {"cell_type": "code", "input": "x = 1", "language": "python", "outputs": [],
            "metadata": {}, "collapsed": False}  # fmt: skip
    data = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "a"},
            "worksheets": [{"cells": [cell], "metadata": {}}]}  # fmt: skip
    path.write_text(json.dumps(data), encoding="utf-8")
    assert [cell.source for cell in read_valid(path).cells] == ["x = 1"]


def test_of_metadata_marks_and_plain_tags_are_kept(tmp_path: Path, cells: Any) -> None:
    cell = cells.solution("x", "softmax")
    made = cells.notebook(cell)
    made.metadata = {"kernelspec": {"name": "evil", "display_name": "<b>", "language": "R"}}
    cell.metadata |= {
        "tags": ["demo", "<script>", 3, "demo"],
        "evil": "<script>",
        "jupyter": {"x": 1},
    }
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(made), encoding="utf-8")
    made = read_valid(path)
    assert made.cells[0].metadata == {"nbgrader": cell.metadata["nbgrader"], "tags": ["demo"]}
    assert made.metadata.kernelspec.name == "python3"


def test_a_students_words_stay_words_in_a_note() -> None:
    assert in_code("a`<b>\n`") == "`a'<b> '`"
    assert in_code("") == "` `"


class TestLinks:
    def test_links_and_pipes_become_empty_files_and_the_rest_stays(self, tmp_path: Path) -> None:
        secret = tmp_path / "gradebook.db"
        secret.write_text("secret")
        folder = tmp_path / "alice"
        (folder / "deep").mkdir(parents=True)
        (folder / "own.txt").write_text("own")
        (folder / "a.ipynb").symlink_to(secret)
        (folder / "deep" / "all").symlink_to(tmp_path)
        (folder / "nowhere").symlink_to("nowhere")
        os.mkfifo(folder / "pipe")
        replace_links([str(folder / "a.ipynb"), str(folder / "b.ipynb")], assignment="a")
        files = {path.name: path.read_text() for path in folder.rglob("*") if path.is_file()}
        assert files == {"own.txt": "own", "a.ipynb": "", "all": "", "nowhere": "", "pipe": ""}
        assert secret.read_text() == "secret"

    @pytest.mark.parametrize("rights", [0o555, 0o000])
    def test_rights_taken_away_protect_no_link(self, rights: int, tmp_path: Path) -> None:
        folder = tmp_path / "alice" / "deep"
        folder.mkdir(parents=True)
        (folder / "link").symlink_to("/etc/passwd")
        folder.chmod(rights)
        empty_links(tmp_path / "alice")
        assert not (folder / "link").is_symlink()
        assert (folder / "link").read_text() == ""


def test_what_has_a_pages_name_is_renamed_since_the_feedback_may_go_there(tmp_path: Path) -> None:
    (tmp_path / "a.html").mkdir()
    (tmp_path / "b.html").write_text("my export")
    (tmp_path / "b.html.txt").write_text("mine")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.html").touch()
    for _again in range(2):
        replace_links([str(tmp_path / "a.ipynb")], assignment="a")
        names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
        assert names == ["a.html.txt", "b.html-1.txt", "b.html.txt", "deep", "deep/c.html"]
    assert (tmp_path / "b.html-1.txt").read_text() == "my export"
