"""What cells show is kept as a notebook would show it, within limits, and hinders nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autograder.wire import Record, decode, encode
from autograder.worker.cells import read_cells
from autograder.worker.load import run_cells
from autograder.worker.outputs import CUT, MOST_KEPT, MOST_TEXT, Recorder
from autograder.worker.shell import new_shell


def outputs(*sources: str) -> list[list[Record]]:
    cells = [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    shell = new_shell()
    notebook = json.dumps({"cells": cells}).encode()
    report = run_cells(read_cells(notebook, "a.ipynb"), shell.user_ns, recorder=Recorder(shell))
    kept = decode(encode(report))["outputs"]
    return [kept[str(number)] for number in range(1, len(sources) + 1)]


def kinds(kept: list[Record]) -> list[str]:
    return [output.get("name", output.kind) for output in kept]


def test_streams_in_the_order_they_were_written() -> None:
    (kept,) = outputs("import sys\nprint(1)\nprint('no', file=sys.stderr)\nprint(2); print(3)")
    assert [(output["name"], output["text"]) for output in kept] == [
        ("stdout", "1\n"), ("stderr", "no\n"), ("stdout", "2\n3\n"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "text"),
    [("x = 3\nx + 1", "4"), ("'a'", "'a'"), ("await __import__('asyncio').sleep(0, 7)", "7")],
)
def test_the_last_expression_is_the_result(source: str, text: str) -> None:
    (kept,) = outputs(source)
    assert kept == [Record("result", {"data": {"text/plain": text}})]


def test_nothing_is_shown_for_none_and_statements() -> None:
    assert outputs("None", "x = 1", "") == [[], [], []]


def test_what_is_displayed() -> None:
    html, magic = outputs(
        "from IPython.display import HTML\ndisplay(HTML('<b>x</b>'))", "%time x = 1\nprint(x)"
    )
    assert html[0]["data"]["text/html"] == "<b>x</b>"
    assert "1\n" in magic[-1]["text"]


def test_figures_are_shown_and_closed_after_their_cell() -> None:
    first, second = outputs(
        "import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt\nax = plt.figure().gca()",
        "len(plt.get_fignums())",
    )
    assert kinds(first) == ["display"]
    assert first[0]["data"]["image/png"].startswith("iVBOR")
    assert second[0]["data"]["text/plain"] == "0"


def test_a_cell_that_fails_keeps_what_it_showed_before() -> None:
    kept, after = outputs("print(1)\n1/0", "print(2)")
    assert [output["text"] for output in kept + after] == ["1\n", "2\n"]


def test_a_flood_is_cut() -> None:
    flood, after = outputs("for i in range(10**5): print('x' * 100)", "print('small')")
    assert len(flood[0]["text"]) <= MOST_TEXT + len(CUT)
    assert flood[0]["text"].endswith(CUT)
    assert after[0]["text"] == "small\n"


def test_all_outputs_together_are_limited() -> None:
    show = "from IPython.display import HTML\nfor i in range(100): display(HTML('x' * 100_000))"
    (kept,) = outputs(show)
    assert sum(len(output["data"].get("text/html", "")) for output in kept) <= MOST_KEPT


HOSTILE = {
    "repr raises": "class C:\n    def __repr__(self): raise ValueError\nC()",
    "repr is no text": "class C:\n    def _repr_html_(self): return 3\ndisplay(C())",
    "no text printed": "import sys\nsys.stdout.write(3)",
    "closes": "import sys\nsys.stdout.close()\nprint(1)",
    "replaces": "import sys\nsys.stdout = None\nprint(1)",
    "surrogates": "print('\\ud800')",
    "displays junk": "get_ipython().display_pub.publish({'text/plain': 3, 5: 'x', 'image/png': b'x'})",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_nothing_a_cell_shows_hinders_the_next(source: str) -> None:
    _kept, after = outputs(source, "print('after')")
    assert after == [Record("stream", {"name": "stdout", "text": "after\n"})]


def test_recording_changes_no_function(capsys: Any) -> None:
    outputs("print('x')")
    assert capsys.readouterr().out == ""
