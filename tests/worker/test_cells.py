"""Files are cut into pieces that run one by one; what is no submission is refused with a reason."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.worker.cells import MAX_SOURCE, Cell, UnreadableSubmission, read_cells
from autograder.worker.load import run_cells
from autograder.worker.shell import new_shell


def code(source: str | list[str], **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": []}


def notebook(*cells: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"cells": list(cells), "nbformat": 4, "nbformat_minor": 5, **more}).encode()


def sources(data: bytes, name: str = "alice.ipynb") -> list[str]:
    return [cell.source for cell in read_cells(data, name)]


# ---------------------------------------------------------------- Python text
def test_a_plain_file_is_cut_into_its_statements() -> None:
    text = b"import torch\n\n\ndef f(x):\n    return x\n\n\n@dec\n@other(\n    1)\nclass C:\n    y = 1\n"
    assert read_cells(text, "a.py") == [
        Cell("import torch\n", "a.py", 1),
        Cell("def f(x):\n    return x\n", "a.py", 4),
        Cell("@dec\n@other(\n    1)\nclass C:\n    y = 1\n", "a.py", 8),
    ]


@pytest.mark.parametrize("char", ["\f", "\v", "\x1c", "\x85", "\u2028", "\u2029"])
def test_only_line_ends_of_python_count_as_line_ends(char: str) -> None:
    text = f'a = "{char}"\n# {char}\ndef f():\n    return 1\n'
    assert read_cells(text.encode(), "a.py")[1] == Cell("def f():\n    return 1\n", "a.py", 3)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "byte order mark"])
def test_line_ends_of_every_system(end: str, mark: bytes) -> None:
    data = mark + end.join(["x = 1", "", "def f():", "    return 1", ""]).encode()
    assert [cell.source for cell in read_cells(data, "a.py")] == [
        "x = 1\n",
        "def f():\n    return 1\n",
    ]
    percent = mark + end.join(["# %%", "x = 1", "# %% [markdown]", "# text", ""]).encode()
    assert [cell.source.strip() for cell in read_cells(percent, "a.py")] == ["", "x = 1"]


PERCENT = """# ---
# jupyter: {}
# ---

# %% [markdown]
# # Title
# def f(): never run

# %%
import torch

# %% tags=["demo"]
raise SystemExit

# %% [markdown] tags=["x"]
not python at all

# %% a title
def f(x):
    return x
#%%
def g(x):
    return x
"""


def test_a_percent_file_is_cut_into_its_code_cells() -> None:
    cells = read_cells(PERCENT.encode(), "a.py")
    assert [cell.source.split() for cell in cells[1:]] == [
        ["import", "torch"],
        ["raise", "SystemExit"],
        ["def", "f(x):", "return", "x"],
        ["def", "g(x):", "return", "x"],
    ]
    lines = PERCENT.split("\n")
    for cell in cells:  # every line of a cell stands where the cell says it does
        for offset, line in enumerate(cell.source.split("\n")[1:], 1):
            if line:
                assert lines[cell.first_line - 1 + offset] == line


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "\ufeff"])
def test_an_empty_file_has_nothing_to_run(text: str) -> None:
    assert "".join(cell.source for cell in read_cells(text.encode(), "a.py")).strip() in (
        "",
        text.strip(),
    )


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    x = 1\n# %% in the middle\n    return x\n",
        'HELP = """\n# %% a cell\n"""\n',
        "x = (1,\n#%%\n2)\n",
        "# %%%%% a line of ornament %%%%%\nx = 1\n",
    ],
    ids=["function", "text", "brackets", "ornament"],
)
def test_a_marker_inside_a_statement_is_none(text: str) -> None:
    assert "".join(cell.source for cell in read_cells(text.encode(), "a.py")).strip() in text
    assert all("%%" not in c.source or c.source.count("\n") > 2 or "ornament" in c.source
               for c in read_cells(text.encode(), "a.py"))  # fmt: skip
    report = run_cells(read_cells(text.encode(), "a.py"), new_shell().user_ns)
    assert report["faults"] == []


def test_markers_around_good_statements_still_count_when_one_is_inside() -> None:
    text = 'A = """\n# %% no\n"""\n# %%\ndef f(): return 1\n# %% tags=["demo"]\nraise SystemExit\n'
    cells = read_cells(text.encode(), "a.py")
    assert [cell.is_shown_only for cell in cells] == [False, False, True]


def test_only_a_tag_makes_a_cell_a_demonstration() -> None:
    text = '# %% a "demo" of what I did\nx = 1\n# %% title tags=["a", "demo"]\ny = 1\n'
    assert [cell.is_shown_only for cell in read_cells(text.encode(), "a.py")] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("# -*- coding: gbk -*-\nx = '中'\n".encode("gbk"), "中"),
        ("# coding: latin-1\nx = 'é'\n".encode("latin-1"), "é"),
        ("x = 'λ'\n".encode("utf-16"), "λ"),
        ("# coding: no-such-encoding\nx = 'λ'\n".encode(), "λ"),
    ],
    ids=["gbk", "latin-1", "utf-16", "unknown"],
)
def test_encodings_that_python_reads(data: bytes, value: str) -> None:
    namespace = new_shell().user_ns
    run_cells(read_cells(data, "a.py"), namespace)
    assert namespace["x"] == value


def test_magics_in_a_percent_file_keep_the_lines() -> None:
    text = "# %%\n\n%matplotlib inline\nx = 1\n# %%\n1 / 0\n"
    report = run_cells(read_cells(text.encode(), "a.py"), new_shell().user_ns)
    assert [fault["line"] for fault in report["faults"]] == [6]


# ---------------------------------------------------------------- notebooks
def test_code_cells_of_a_notebook_run_in_order_and_keep_their_numbers() -> None:
    data = notebook(
        {"cell_type": "markdown", "source": "# Title"},
        code(["def f(x):\n", "    return x"]),
        {"cell_type": "raw", "source": "raw"},
        code("y = 1"),
        {"cell_type": "code", "source": "no_metadata = 1"},
    )
    assert read_cells(data, "alice.ipynb") == [
        Cell("def f(x):\n    return x", "alice.ipynb, cell 2", number=2),
        Cell("y = 1", "alice.ipynb, cell 4", number=4),
        Cell("no_metadata = 1", "alice.ipynb, cell 5", number=5),
    ]


def test_a_notebook_with_a_byte_order_mark() -> None:
    assert sources(b"\xef\xbb\xbf" + notebook(code("x = 1"))) == ["x = 1"]


@pytest.mark.parametrize("source", ["x = 1\ny = 2", ["x = 1\n", "y = 2"]])
def test_notebooks_of_format_3(source: Any) -> None:
    cells = [
        {"cell_type": "heading", "source": "T", "level": 1},
        {"cell_type": "code", "input": source, "language": "python", "outputs": []},
    ]
    data = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}], "metadata": {}}).encode()
    assert sources(data) == ["x = 1\ny = 2"]


def test_test_cells_are_not_run_and_demonstrations_marked() -> None:
    def marked(grade: bool, solution: bool) -> dict[str, Any]:
        return {"grade": grade, "solution": solution, "locked": not solution, "points": 1}

    data = notebook(
        code("solution", nbgrader=marked(False, True)),
        code("by_hand", nbgrader=marked(True, True)),
        code("given", nbgrader=marked(False, False)),
        code("test", nbgrader=marked(True, False)),
        code("shown", tags=["demo"]),
        code("other", tags=["hide"]),
        code("nulls", tags=None, nbgrader=None),
    )
    assert sources(data) == ["solution", "by_hand", "given", "shown", "other", "nulls"]
    assert [cell.source for cell in read_cells(data, "a.ipynb") if cell.is_shown_only] == ["shown"]


MAGICS = {
    "magic": "%matplotlib inline",
    "command": "!pip install torch",
    "its output": "files = !ls",
    "timing": "t = %timeit -n 1 -r 1 -o -q 1 + 1",
    "help": "?torch.exp",
    "help behind": "x?",
    "more help": "x??",
    "timed": "%time abs(1)",
    "several lines": "!echo one \\\n    two",
    "package": "%pip install torch",
    "other package": "%conda install torch",
    "window": "%matplotlib widget",
    "extension": "%load_ext tensorboard",
    "kept values": "%store -r",
}


@pytest.mark.parametrize("line", MAGICS.values(), ids=MAGICS)
def test_magics_and_commands_cost_nothing(line: str) -> None:
    text = f"x = 1\n{line}\nif x:\n    {line}\ndef f():\n    return (x\n%2)"
    namespace = new_shell().user_ns
    report = run_cells(read_cells(notebook(code(text)), "alice.ipynb"), namespace)
    assert report["faults"] == []
    assert namespace["f"]() == 1


def test_other_magics_that_fail_do() -> None:
    text = "%no_such_magic\n%run no_such_file.py"
    cells = [code(line) for line in text.split("\n")]
    report = run_cells(read_cells(notebook(*cells), "alice.ipynb"), new_shell().user_ns)
    assert len(report["faults"]) == 2


def test_what_a_magic_runs_takes_effect() -> None:
    namespace = new_shell().user_ns
    text = "%time x = 3\nlines = !echo hidden\n"
    run_cells(read_cells(notebook(code(text)), "alice.ipynb"), namespace)
    assert namespace["x"] == 3
    assert namespace["lines"] == []  # no command was run


@pytest.mark.parametrize("text", ["x = (7\n% 4)\nassert x == 3", "x = [1\n,2]\n"])
def test_good_python_is_left_alone(text: str) -> None:
    assert sources(notebook(code(text))) == [text]


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%latex", "  \n%%javascript"])
def test_cells_in_another_language_are_not_run(magic: str) -> None:
    assert sources(notebook(code(f"{magic}\nx = 1"))) == [""]


@pytest.mark.parametrize("magic", ["%%writefile", "%%file", "\n%%writefile -a"])
def test_a_file_that_a_cell_writes_can_be_imported(
    magic: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "written_helper", raising=False)
    data = notebook(
        code(f"{magic} written_helper.py\nEPS = 0.5"),
        code(f"{magic} colorsys.py\nraise SystemExit"),
        code("from written_helper import EPS\nimport colorsys"),
    )
    namespace = new_shell().user_ns
    assert run_cells(read_cells(data, "a.ipynb"), namespace)["faults"] == []
    assert namespace["EPS"] == 0.5
    assert namespace["colorsys"].rgb_to_hsv, "nothing that is there is hidden"


@pytest.mark.parametrize("magic", ["%%time", "%%capture out", "%%timeit"])
def test_timed_and_captured_cells_define_their_functions(magic: str) -> None:
    (source,) = sources(notebook(code(f"{magic}\n%matplotlib inline\ndef f():\n    return 1")))
    assert "def f():\n    return 1" in source


DEEP = b"[" * 200_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'{"cells": [}', "not JSON"),
        (DEEP, "not JSON"),
        (b'{"cells": ' + DEEP, "not JSON"),
        (b'{"n": ' + b"9" * 10_000 + b"}", "not JSON"),
        (b"[]", "not a notebook"),
        (b"1", "not a notebook"),
        (b'"cells"', "not a notebook"),
        (b"null", "not a notebook"),
        (b"{}", "not a notebook"),
        (b'{"cells": 3}', "not a notebook"),
        (b'{"cells": null}', "not a notebook"),
        (b'{"cells": {"a": 1}}', "not a notebook"),
        (b'{"cells": [1]}', "not a notebook"),
        (b'{"worksheets": []}', "not a notebook"),
        (notebook(code([1, 2])), "not a notebook"),  # type: ignore[list-item]
        (notebook({"cell_type": "code", "source": None}), "not a notebook"),
        (notebook({"cell_type": "code", "source": "", "metadata": []}, code("x", tags=3)), "not a notebook"),
    ],
    ids=lambda part: str(part)[:25],
)  # fmt: skip
def test_what_is_no_notebook_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSubmission, match=f"^alice.ipynb is .*{reason}"):
        read_cells(data, "alice.ipynb")


@pytest.mark.parametrize("name", ["alice.py", "alice.ipynb"])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("# Grüße".encode("latin-1"), "not UTF-8"),
        ("x = 1".encode("utf-16")[:-1], "not utf-16"),
        (b"x = 1\0", "null character"),
        (bytes(MAX_SOURCE + 1), "at most"),
    ],
    ids=["latin-1", "utf-16", "NUL", "huge"],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, reason: str, name: str) -> None:
    with pytest.raises(UnreadableSubmission, match=reason):
        read_cells(data, name)


@pytest.mark.parametrize("source", ["x = '\\u0000'", "x = '\ud800'", "\0", "(" * 10_000, "def f(:"])
def test_a_cell_that_cannot_be_parsed_spoils_no_other(source: str) -> None:
    assert len(sources(notebook(code(source), code("y = 1")))) == 2
    assert sources(notebook(code(source), code("y = 1")))[1] == "y = 1"
